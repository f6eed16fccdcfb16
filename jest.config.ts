import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from 'jest';
import { propertySeed } from './scripts/property-seed.ts';

/** Missing after an install without the cloud bindings. */
const stacks = existsSync(join(import.meta.dirname, 'stacks/node_modules')) ? ['<rootDir>/stacks'] : [];

/**
 * Tests run as CommonJS, compiled by swc, which starts five times as fast as native ESM. Packages that ship only ES
 * modules are loaded by require(esm), which Jest offers under --experimental-vm-modules; `scripts/jest-resolver.cjs`
 * finds their files.
 */
const config: Config = {
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/packages', '<rootDir>/scripts', ...stacks],
  testMatch: ['**/*.test.ts'],
  // `npm run test:long` runs these, by jest.long.config.ts.
  testPathIgnorePatterns: ['/node_modules/', '\\.long\\.test\\.ts$'],
  testEnvironment: 'node',
  globals: { PROPERTY_SEED: propertySeed(import.meta.dirname), PROPERTY_CASES: 100 },
  moduleNameMapper: { '^fast-check$': '<rootDir>/scripts/jest-fast-check.cjs' },
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
  // Jest's default is 500 ms. A worker that frees a gigabyte of memory takes 250 ms of it under load. After this time
  // Jest reports that the worker holds a handle open.
  workerGracefulExitTimeout: 10_000,
  // Ends a test that hangs. Timings are never assertions, so the limit suits a machine that is slow and busy.
  testTimeout: 240_000,
};
export default config;
