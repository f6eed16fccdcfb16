import type { Config } from 'jest';
import config from './jest.config.ts';

/** `npm run test:long`: tests that take minutes, and every property on ten times as many cases, one file at a time. */
const longConfig: Config = {
  ...config,
  testMatch: ['**/*.long.test.ts', '**/*.property.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  setupFiles: ['<rootDir>/scripts/jest-more-cases.ts'],
  maxWorkers: 1,
  testTimeout: 1_800_000,
};
export default longConfig;
