export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  testRegex: '\\.(spec|e2e-spec)\\.ts$',
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json'],
  transform: { '\\.(ts|js|mjs)$': '<rootDir>/jest.transform.cjs' },
  transformIgnorePatterns: [],
  resolver: '<rootDir>/jest.resolver.cjs',
  setupFiles: ['reflect-metadata'],
  coverageProvider: 'v8',
  testTimeout: 30_000,
  maxWorkers: 2,
};
