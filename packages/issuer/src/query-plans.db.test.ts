import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { planFaults, type PlanCase } from '@pos/database/testing/sent-statements.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { did } from '@pos/vocabulary/did.ts';
import { credentialsOfAgent, findCredential } from './store/credential-records.ts';
import { revokeCredential } from './store/credentials.ts';
import { hasList, statusListToken } from './store/status-lists.ts';
import { summariseWork } from './store/work-summary.ts';

const NOW = new Date('2026-01-31T12:00:00Z');
const DID = did('did:web:ada.example');
const PUBLIC_URL = 'http://registry.test';
const credentialIssuerKey = { publicJwk: { kid: 'key' }, sign: async () => 'signature' };

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const CASES: Readonly<Record<string, PlanCase>> = {
  'hasList looks one index up': { run: () => hasList(database.app, 1), indexes: ['credentials_status_index'] },
  'statusListToken reads one list': {
    run: () =>
      statusListToken(
        { database: database.app, credentialIssuerKey, publicUrl: PUBLIC_URL, clock: { now: () => NOW } } as never,
        `${PUBLIC_URL}/credentials/status/0`,
      ),
    indexes: ['credentials_status_index'],
  },
  'revokeCredential changes one row': {
    run: () => revokeCredential(database.app.orm, { id: randomUUID(), did: DID, now: NOW }),
    indexes: ['credentials_pkey|credentials_agent'],
  },
  'credentialsOfAgent reads a page of the credentials of one agent, and the reversals of its receipts': {
    run: () => credentialsOfAgent(database.app, DID, { limit: 21, before: randomUUID() }),
    indexes: ['credentials_agent', 'work_histories_reversed'],
  },
  'findCredential reads one credential': {
    run: () => findCredential(database.app, { id: randomUUID(), did: DID }),
    indexes: ['credentials_pkey|credentials_agent'],
  },
  'summariseWork reads the receipts of one agent, the newest first': {
    run: () => summariseWork(database.app, DID),
    indexes: ['work_histories_did_sequence_pk|work_histories_newest'],
  },
};

describe('the statements of the issuer', () => {
  it.each(Object.entries(CASES))('%s', async (_, each) => {
    expect(await planFaults(database, each)).toEqual([]);
  });
});
