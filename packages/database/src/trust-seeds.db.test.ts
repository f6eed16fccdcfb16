import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { clientOptions } from './client-options.ts';
import type { DatabaseConfig } from './connection-config.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS_DIRECTORY } from './migrations.ts';
import { testDatabase, type TestDatabase } from './testing/test-database.ts';

const RENAMING = '0016_trust-seeds.sql';

let test: TestDatabase;
let former: DatabaseConfig;
let directory: string;

const query = async (config: DatabaseConfig, sql: string): Promise<unknown[]> => {
  const client = new Client(clientOptions(config));
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};

beforeAll(async () => {
  test = await testDatabase();
  former = { ...test.adminConfig, database: `${test.name}_former` };
  await query(test.adminConfig, `create database ${former.database} owner registry_owner`);
  directory = mkdtempSync(join(tmpdir(), 'pos-former-migrations-'));
  cpSync(MIGRATIONS_DIRECTORY, directory, { recursive: true });
  for (const file of readdirSync(directory))
    if (file.endsWith('.sql') && file >= RENAMING) rmSync(join(directory, file));
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await query(test.adminConfig, `drop database ${former.database} with (force)`);
  await test.close();
});

it('keeps the rows and rights of a database that the former release made', async () => {
  await migrate(former, directory);
  await query(
    former,
    `insert into credibility_anchors (payer, kind, since, statement) values ('p', 'attested', '2026-01-01', '{"authority":"o"}');
    insert into credibility_epochs (status, as_of, published_at, anchors) values ('published', '2026-01-02', '2026-01-02', 3);
    insert into credibility_graphs (epoch, part, slice, body) values (7, 'anchors', 0, '[]'), (7, 'dids', 0, '');
    insert into event_quarantine (consumer, delivery_id, event, reason)
      values ('apply-statements', 'd', '{}', 'settlement-unknown'), ('apply-proof', 'd', '{}', 'x');
    insert into reputation_evidence (event_id, did, payer, kind, outcome, usd_micro, statement, occurred_at)
      values (gen_random_uuid(), 'a', 'p', 'rating', 1, 1, '{"signature":"s"}', '2026-01-01')`,
  );
  await migrate(former);
  expect(await query(former, 'select payer, kind, attestation from trust_seeds')).toEqual([
    { payer: 'p', kind: 'attested', attestation: { authority: 'o' } },
  ]);
  expect(await query(former, 'select trust_seeds from credibility_epochs')).toEqual([{ trust_seeds: 3 }]);
  expect(await query(former, 'select part from credibility_graphs order by part')).toEqual([
    { part: 'dids' },
    { part: 'trustSeeds' },
  ]);
  expect(await query(former, 'select consumer from event_quarantine order by consumer')).toEqual([
    { consumer: 'apply-attestations' },
    { consumer: 'apply-proof' },
  ]);
  expect(await query(former, 'select provenance from reputation_evidence')).toEqual([
    { provenance: { signature: 's' } },
  ]);
  expect(
    await query(
      former,
      `select has_table_privilege('registry_worker', 'trust_seeds', 'SELECT, INSERT, UPDATE') as granted`,
    ),
  ).toEqual([{ granted: true }]);
});

it('names constraints as the schema declares them', async () => {
  const names = await query(
    test.configs.registry_owner,
    `select conname as name from pg_constraint where conrelid = 'trust_seeds'::regclass and contype in ('c', 'p') order by conname`,
  );
  expect(names).toEqual([{ name: 'trust_seeds_kind' }, { name: 'trust_seeds_pkey' }]);
});
