/** Mutation testing of what keeps tenants apart: `npm run mutate`. Not part of `npm test`; takes the better part of an hour. */
export default {
  mutate: [
    'libs/tenancy/src/**/*.ts',
    'libs/database/src/scope/**/*.ts',
    'libs/access/src/**/*.ts',
    '!**/index.ts',
    '!**/*.spec.ts',
  ],
  testRunner: 'jest',
  jest: { configFile: 'jest.mutation.mjs', enableFindRelatedTests: false },
  plugins: ['@stryker-mutator/jest-runner'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 20_000,
  inPlace: false,
  ignorePatterns: ['dist', '.data', 'coverage', 'reports'],
  reporters: ['clear-text', 'progress', 'json', 'html'],
  clearTextReporter: { allowColor: false, logTests: false },
  tempDirName: '.stryker-tmp',
  thresholds: { high: 95, low: 90, break: 90 },
};
