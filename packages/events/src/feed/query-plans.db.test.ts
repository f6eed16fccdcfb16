import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { planFaults, type PlanCase } from '@pos/database/testing/sent-statements.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { newestId, readNewest, readSettled } from './read-outbox.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const CASES: Readonly<Record<string, PlanCase>> = {
  'readSettled reads a page in the order of ids': {
    run: () => readSettled(database.app, 5, 500),
    indexes: ['outbox_pkey'],
  },
  'readNewest reads a page in the order of ids': { run: () => readNewest(database.app, 5), indexes: ['outbox_pkey'] },
  'newestId reads one row from the end': { run: () => newestId(database.app), indexes: ['outbox_pkey'] },
};

describe('the statements of the event feed', () => {
  it.each(Object.entries(CASES))('%s', async (_, each) => {
    expect(await planFaults(database, each)).toEqual([]);
  });
});
