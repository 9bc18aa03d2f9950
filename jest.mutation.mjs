import base from './jest.config.mjs';

const shared = { ...base };
delete shared.testRegex;
delete shared.reporters;

const SUITES = {
  tenancy: ['libs/tenancy/**/*.spec.ts'],
  access: ['libs/access/**/*.spec.ts'],
  scope: ['libs/database/src/scope/*.spec.ts', 'test/isolation/scope.spec.ts'],
};

/** Jest for mutation testing: a mutant meets only the suites of its part. */
export default {
  ...shared,
  testEnvironment: '@stryker-mutator/jest-runner/jest-env/node',
  testMatch: SUITES[process.env.PART ?? 'tenancy'].map((suite) => `<rootDir>/${suite}`),
};
