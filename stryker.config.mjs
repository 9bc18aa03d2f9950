/** What is mutated, by part: each part meets only the suites that guard it (see jest.mutation.mjs). */
const PARTS = {
  tenancy: ['libs/tenancy/src/**/*.ts'],
  access: ['libs/access/src/**/*.ts'],
  scope: ['libs/database/src/scope/{scoped-builders,tenant-data-source,tenant-owned,tenant.subscriber}.ts'],
};
const part = process.env.PART ?? 'tenancy';

/** Mutation testing of what keeps tenants apart: `npm run mutate`, one part after the other. Not part of `npm test`. */
export default {
  mutate: [...PARTS[part], '!**/index.ts', '!**/*.module.ts', '!**/*.spec.ts'],
  testRunner: 'jest',
  jest: { configFile: 'jest.mutation.mjs', enableFindRelatedTests: false },
  plugins: ['@stryker-mutator/jest-runner'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 15_000,
  ignorePatterns: ['dist', '.data', 'coverage', 'reports'],
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: `reports/mutation/${part}.json` },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  tempDirName: '.stryker-tmp',
  thresholds: { high: 95, low: 90, break: 90 },
};
