import base from './jest.config.mjs';

const shared = { ...base };
delete shared.testRegex;
delete shared.reporters;

/** The suites that guard the tenant scope, tenancy and access; mutants meet only these. */
export default {
  ...shared,
  testEnvironment: '@stryker-mutator/jest-runner/jest-env/node',
  testMatch: [
    '<rootDir>/libs/{tenancy,access}/**/*.spec.ts',
    '<rootDir>/libs/database/src/scope/*.spec.ts',
    '<rootDir>/test/isolation/{ablation,traps,scope}.spec.ts',
    '<rootDir>/test/e2e/{access,boot}.e2e-spec.ts',
  ],
};
