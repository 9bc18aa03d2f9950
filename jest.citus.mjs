import base from './jest.config.mjs';

/** Specs of main flows that also run, unchanged, on a distributed database. */
const FLOWS = [
  'access', 'accounts', 'erasure', 'events', 'ingestions', 'members', 'people-erased', 'retention',
]; // prettier-ignore

/**
 * `npm run test:citus`. Without CITUS_URL the specs of test/citus are skipped with a message, and nothing else runs.
 */
const flows = process.env.CITUS_URL ? FLOWS.map((name) => `<rootDir>/test/e2e/${name}.e2e-spec.ts`) : [];
const citus = {
  ...base,
  testMatch: ['<rootDir>/test/citus/*.spec.ts', ...flows],
  globalTeardown: '<rootDir>/test/support/jest/citus-teardown.mjs',
  maxWorkers: 1,
};
delete citus.testRegex;
export default citus;
