import type { Config } from 'jest';

/**
 * CommonJS with swc: five times as fast to start as native ESM. Packages that ship only ES modules are
 * loaded by require(esm), which Jest offers under --experimental-vm-modules; `scripts/jest-resolver.cjs` finds them.
 */
const config: Config = {
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/packages', '<rootDir>/stacks', '<rootDir>/scripts'],
  testMatch: ['**/*.test.ts'],
  testEnvironment: 'node',
  resolver: '<rootDir>/scripts/jest-resolver.cjs',
  modulePathIgnorePatterns: ['/dist/', '/cdktf.out/', '/\\.local/'],
  transform: {
    '\\.(ts|mts|js|mjs)$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
        module: { type: 'commonjs', ignoreDynamic: false },
      },
    ],
  },
  globalSetup: '<rootDir>/scripts/jest-global-setup.ts',
  globalTeardown: '<rootDir>/scripts/jest-global-teardown.ts',
  reporters: ['default', '<rootDir>/scripts/jest-database-reporter.cjs'],
  maxWorkers: 2,
  // A worker's memory, up to a gigabyte, is given back after its last word: a quarter of a second under load, of Jest's
  // half. What does not end in this time holds something open, and Jest says so.
  workerGracefulExitTimeout: 10_000,
  // Timings are never assertions: this only ends what hangs, on a machine much slower and busier than any we know.
  testTimeout: 240_000,
};
export default config;
