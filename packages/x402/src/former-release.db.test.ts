import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { connect } from '@pos/database/connect.ts';
import type { Database } from '@pos/database/database.ts';
import { migrate } from '@pos/database/migrate.ts';
import { MIGRATIONS_DIRECTORY } from '@pos/database/migrations.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import { eq, sql } from 'drizzle-orm';
import type { StoredPayment } from './reservation.ts';
import { facilitatorOf } from './testing/facilitator-fixture.ts';
import type { WireRequest } from './testing/wire-request.ts';
import { facilitatorOn, type SchemeFixture } from './testing/scheme-under-test.ts';
import { SCHEMES_UNDER_TEST } from './testing/schemes-under-test.ts';

/** Number of the first migration that the former release does not have. */
const FIRST_NEW = '0015';

/** Path of a directory that contains only the migrations of the former release. */
function formerMigrations(): string {
  const directory = mkdtempSync(join(tmpdir(), 'pos-former-'));
  const isFormer = (path: string) => !path.endsWith('.sql') || basename(path) < FIRST_NEW;
  cpSync(MIGRATIONS_DIRECTORY, directory, { recursive: true, filter: isFormer });
  return directory;
}

/** Writes a row as the former release wrote it. */
const insertAsBefore = (owner: Database, row: StoredPayment) =>
  owner.orm.execute(sql`insert into settlements (id, network, message_hash, tx_signature, status, payer, pay_to, asset,
      amount_atomic, claimed_by, binding_hash, fee_payer, requirements, signed_transaction, blockhash,
      last_valid_block_height, slot, claimed_at, sent_at, confirmed_at, success_told_at)
    values (${row.id}, ${row.network}, ${row.artefact}, ${row.txSignature},
      ${row.status === 'reserved' ? 'claimed' : row.status}, ${row.payer}, ${row.payTo}, ${row.asset},
      ${row.amountAtomic}, ${row.reservedBy}, ${row.bindingHash}, ${row.payer}, ${JSON.stringify(row.requirements)}::jsonb,
      ${row.prepared === null ? null : Buffer.from(row.prepared)}, 'blockhash', ${row.lastValid}, ${row.slot},
      ${row.reservedAt.toISOString()}, ${row.sentAt?.toISOString() ?? null}, ${row.confirmedAt?.toISOString() ?? null},
      ${row.successToldAt?.toISOString() ?? null})`);

describe('a database of the former release', () => {
  let fixture: SchemeFixture;
  let migrated: Database;
  let directory: string;
  let reserved: WireRequest;
  let sent: WireRequest;
  let confirmed: WireRequest;
  const open: Database[] = [];

  beforeAll(async () => {
    const [exactOnSolana] = SCHEMES_UNDER_TEST;
    if (exactOnSolana === undefined) throw new Error('The table of schemes is empty');
    fixture = await exactOnSolana.start();
    const facilitator = facilitatorOn(fixture);
    [reserved, sent, confirmed] = [await fixture.pay(), await fixture.pay(), await fixture.pay()];
    for (const payment of [reserved, sent, confirmed]) await facilitator.verify(payment);
    const dying = facilitatorOn(fixture, undefined, { beforeSending: () => Promise.reject(new Error('died')) });
    await expect(dying.settle(sent)).rejects.toThrow('died');
    await facilitator.settle(confirmed);

    directory = formerMigrations();
    const { adminConfig, configs, name, owner } = fixture.database;
    const database = `${name}_former`;
    const admin = connect({ ...adminConfig, applicationName: 'test-admin' });
    open.push(admin);
    await admin.orm.execute(sql.raw(`create database "${database}" owner registry_owner`));
    await migrate({ ...adminConfig, database }, directory);
    const formerOwner = connect({ ...configs.registry_owner, database });
    open.push(formerOwner);
    for (const row of await owner.orm.select().from(settlements)) await insertAsBefore(formerOwner, row);
    await migrate({ ...adminConfig, database });
    migrated = connect({ ...configs.registry_app, database });
    open.push(migrated);
  });
  afterAll(async () => {
    const [admin, ...others] = open;
    await Promise.all(others.map((each) => each.close()));
    await admin?.orm.execute(sql.raw(`drop database "${fixture.database.name}_former" with (force)`));
    await admin?.close();
    rmSync(directory, { recursive: true });
    await fixture.close();
  });

  it('keeps every payment, with the scheme exact and the message hash as the artefact', async () => {
    const before = await fixture.database.owner.orm.select().from(settlements).orderBy(settlements.id);
    const after = await migrated.orm.select().from(settlements).orderBy(settlements.id);
    expect(after.map(({ status }) => status)).toEqual(['reserved', 'sent', 'confirmed']);
    expect(after.map(({ scheme, artefact, prepared }) => [scheme, artefact, prepared])).toEqual(
      before.map(({ artefact, prepared }) => ['exact', artefact, prepared]),
    );
    expect(after.map(({ schemeData }) => schemeData)).toEqual(
      after.map(({ payer }) => ({ feePayer: payer, blockhash: 'blockhash' })),
    );
  });

  it('settles reserved payments, finishes sent payments and repeats reported outcomes', async () => {
    const facilitator = facilitatorOf({ ...fixture.dependencies, database: migrated });
    const before = await fixture.received();
    for (const payment of [reserved, sent, confirmed])
      expect(await facilitator.verify(payment)).toMatchObject({ invalidReason: 'payment_already_claimed' });
    for (const payment of [reserved, sent, confirmed])
      expect(await facilitator.settle(payment)).toMatchObject({ success: true });
    expect((await fixture.received()) - before).toBe(20_000n);
    const unsettled = await migrated.orm.select().from(settlements).where(eq(settlements.status, 'reserved'));
    expect(unsettled).toEqual([]);
  });
});
