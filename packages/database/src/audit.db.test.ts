import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { did } from '@pos/vocabulary/did.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import fc from 'fast-check';
import { sql } from 'drizzle-orm';
import { connect } from './connect.ts';
import { appendAudit, appendAudits, readAudit } from './audit.ts';
import { GENESIS, verifyChain } from './domain/audit-chain.ts';
import { reputationEvents } from './schema/reputation-events.ts';
import { testDatabase, type TestDatabase } from './testing/test-database.ts';
import { untilSomebodyWaits } from './testing/until-somebody-waits.ts';

const agent = (name: string) => did(`did:web:${name}.example`);
const at = new Date('2026-05-01T10:00:00.123Z');

describe('the audit', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());
  const verified = async (name: string) => verifyChain(await readAudit(database.app.orm, agent(name)));

  it('appends rows as a chain that verifies when it is read', async () => {
    await database.app.transaction(async (tx) => {
      await appendAudit(tx, agent('one'), { from: 4_000, to: 4_100 }, at);
      await appendAudit(tx, agent('one'), { from: 4_100, to: 4_050 }, at);
    });
    const rows = await readAudit(database.app.orm, agent('one'));
    expect(rows.map(({ sequence, previousHash }) => ({ sequence, previousHash }))).toEqual([
      { sequence: 1, previousHash: GENESIS.hash },
      { sequence: 2, previousHash: rows[0]?.hash },
    ]);
    expect(verifyChain(rows)).toMatchObject({ ok: true, value: { sequence: 2 } });
    expect(await readAudit(database.app.orm, agent('one'), 1)).toEqual(rows.slice(1));
  });

  it('stays one chain under ten concurrent writers', async () => {
    const names = ['hot', 'warm', 'cold'];
    const entries = (n: number) => names.map((name) => ({ did: agent(name), payload: { writer: n }, at }));
    await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        // Every second writer lists the agents in the opposite order. Without a fixed lock order the writers would
        // deadlock.
        database.app.transaction((tx) => appendAudits(tx, n % 2 === 0 ? entries(n) : entries(n).reverse())),
      ),
    );
    for (const name of names) expect(await verified(name)).toMatchObject({ ok: true, value: { sequence: 10 } });
  });

  it('appends several rows of one agent in the order given', async () => {
    const rows = await database.app.transaction((tx) =>
      appendAudits(
        tx,
        ['a', 'b', 'c'].map((step) => ({ did: agent('steps'), payload: { step }, at })),
      ),
    );
    expect(rows.map(({ payload }) => payload)).toEqual([{ step: 'a' }, { step: 'b' }, { step: 'c' }]);
    expect(await verified('steps')).toMatchObject({ ok: true, value: { sequence: 3 } });
    expect(await database.app.transaction((tx) => appendAudits(tx, []))).toEqual([]);
  });

  it('lets writers about other agents pass', async () => {
    await database.app.transaction(async (tx) => {
      await appendAudit(tx, agent('busy'), { n: 1 }, at);
      await database.app.transaction((other) => appendAudit(other, agent('idle'), { n: 1 }, at));
    });
    expect(await verified('idle')).toMatchObject({ ok: true, value: { sequence: 1 } });
  });

  it.each([
    // In two transactions, so that the rows lie in the table in the opposite order.
    [
      'known',
      async () => {
        for (const name of ['c', 'b'])
          await database.app.transaction((tx) => appendAudit(tx, agent(`known-${name}`), 0, at));
      },
    ],
    ['new', async () => undefined],
  ])('locks %s agents in one order: a writer that waits for one holds none after it', async (kind, prepare) => {
    const admin = connect(database.adminConfig);
    const entry = (name: string) => ({ did: agent(`${kind}-${name}`), payload: 1, at });
    let waiting: Promise<unknown> | undefined;
    await prepare();
    await database.app.transaction(async (tx) => {
      await appendAudits(tx, [entry('b')]);
      waiting = database.app.transaction((other) => appendAudits(other, [entry('c'), entry('b')]));
      await untilSomebodyWaits(admin);
      await database.app.transaction((other) => appendAudits(other, [entry('c')]));
    });
    await waiting;
    await admin.close();
    const length = kind === 'known' ? 3 : 2;
    for (const name of ['b', 'c'])
      expect(await verified(`${kind}-${name}`)).toMatchObject({ ok: true, value: { sequence: length } });
  });

  it('leaves no gap after a writer that rolled back', async () => {
    await database.app.transaction((tx) => appendAudit(tx, agent('undone'), { n: 1 }, at));
    await database.app
      .transaction(async (tx) => {
        await appendAudit(tx, agent('undone'), { n: 2 }, at);
        throw new Error('undone');
      })
      .catch(() => undefined);
    await database.app.transaction((tx) => appendAudit(tx, agent('undone'), { n: 3 }, at));
    expect(await verified('undone')).toMatchObject({ ok: true, value: { sequence: 2 } });
  });

  it('detects a change that bypassed triggers and grants', async () => {
    await database.app.transaction((tx) =>
      appendAudits(
        tx,
        [1, 2, 3].map((n) => ({ did: agent('forged'), payload: { n }, at })),
      ),
    );
    await database.owner.orm.execute(sql`alter table reputation_events disable trigger reputation_events_unchanging`);
    await database.owner.orm.execute(
      sql`update reputation_events set payload = '{"n": 9}' where did = ${agent('forged')} and sequence = 2`,
    );
    await database.owner.orm.execute(sql`alter table reputation_events enable trigger reputation_events_unchanging`);
    expect(await verified('forged')).toEqual({ ok: false, error: { reason: 'row-altered', sequence: 2 } });
  });

  it('verifies any JSON after its round trip through the database', async () => {
    const storable = fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed() && !text.includes('\0'));
    const leaf = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      storable,
      fc.boolean(),
      fc.constant(null),
    );
    const payload: fc.Arbitrary<Json> = fc.dictionary(
      storable,
      fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }), fc.dictionary(storable, leaf)),
      { noNullPrototype: true },
    );
    const payloads = fc.sample(payload, 200);
    await database.app.transaction((tx) =>
      appendAudits(
        tx,
        payloads.map((each) => ({ did: agent('any'), payload: each, at })),
      ),
    );
    expect(await verified('any')).toMatchObject({ ok: true, value: { sequence: 200 } });
  });

  describe.each(['app', 'worker', 'owner'] as const)('as %s', (role) => {
    it.each([
      ['updated', sql`update reputation_events set payload = '{}'`],
      ['deleted', sql`delete from reputation_events`],
      ['truncated', sql`truncate reputation_events`],
    ])('cannot be %s', async (_, statement) => {
      await database.app.transaction((tx) => appendAudit(tx, agent('guarded'), { n: 1 }, at));
      const before = await database.owner.orm.$count(reputationEvents);
      await expect(database[role].orm.execute(statement)).rejects.toMatchObject({ sqlState: '42501' });
      expect(await database.owner.orm.$count(reputationEvents)).toBe(before);
    });
  });
});
