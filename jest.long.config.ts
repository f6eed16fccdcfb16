import type { Config } from 'jest';
import config from './jest.config.ts';

/** `npm run test:long`: tests that take minutes, and every property on ten times as many cases, one file at a time. */
const longConfig: Config = {
  ...config,
  testMatch: ['**/*.long.test.ts', '**/*.property.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  // A property that sets `numRuns` itself keeps its own number.
  globals: { ...config.globals, PROPERTY_CASES: 1_000 },
  maxWorkers: 1,
  testTimeout: 1_800_000,
};
export default longConfig;
