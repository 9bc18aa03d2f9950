import base from './jest.config.mjs';

/** Specs of main flows that also run, unchanged, on a distributed database. */
const FLOWS = [
  'access', 'accounts', 'erasure', 'events', 'ingestions', 'isolation', 'members', 'people-erased', 'retention',
]; // prettier-ignore

/** The isolation of tenants: the matrix of routes and credentials, what each line of defence holds, random programs. */
const ISOLATION = ['ablation', 'changes', 'policies', 'programs', 'scope', 'shared', 'traps'];
/** Fewer programs than on plain PostgreSQL, because a transaction takes longer. */
process.env.PROGRAMS ??= '150';
process.env.SHARED_PROGRAMS ??= '40';

/**
 * `npm run test:citus`. Without CITUS_URL the specs of test/citus are skipped with a message, and nothing else runs.
 */
const flows = [
  ...FLOWS.map((name) => `<rootDir>/test/e2e/${name}.e2e-spec.ts`),
  ...ISOLATION.map((name) => `<rootDir>/test/isolation/${name}.spec.ts`),
];
const citus = {
  ...base,
  testMatch: ['<rootDir>/test/citus/*.spec.ts', ...(process.env.CITUS_URL ? flows : [])],
  globalTeardown: '<rootDir>/test/support/jest/citus-teardown.mjs',
  maxWorkers: 1,
};
delete citus.testRegex;
export default citus;
