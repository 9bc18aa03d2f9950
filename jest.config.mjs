export default {
  testEnvironment: '<rootDir>/test/support/jest/environment.mjs',
  // `#libs/*` is the source, as package.json says.
  testEnvironmentOptions: { customExportConditions: ['development', 'node', 'node-addons'] },
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  testRegex: '\\.(spec|e2e-spec)\\.ts$',
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json'],
  transform: { '\\.(ts|js|mjs)$': '<rootDir>/jest.transform.cjs' },
  transformIgnorePatterns: [],
  resolver: '<rootDir>/jest.resolver.cjs',
  globalSetup: '<rootDir>/test/support/jest/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/jest/global-teardown.mjs',
  setupFiles: ['reflect-metadata'],
  setupFilesAfterEnv: ['<rootDir>/test/support/jest/judge-statements.ts'],
  coverageProvider: 'v8',
  reporters: ['default', '<rootDir>/test/support/jest/closing-line.mjs'],
  testTimeout: 30_000,
  maxWorkers: 2,
  // Each file leaves some 80 MiB of modules behind. A worker that holds more than this begins anew.
  workerIdleMemoryLimit: '1GB',
};
