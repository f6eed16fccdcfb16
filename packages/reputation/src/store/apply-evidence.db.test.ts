import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readAudit } from '@pos/database/audit.ts';
import { connect } from '@pos/database/connect.ts';
import type { Database } from '@pos/database/database.ts';
import { verifyChain } from '@pos/database/domain/audit-chain.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import { untilSomebodyWaits } from '@pos/database/testing/until-somebody-waits.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { sql } from 'drizzle-orm';
import { CURRENT_MODEL } from '../model/models.ts';
import { addAgent, anySignature, anyWallet, pieceOf, recomputedState, storedOf } from '../testing/market-rows.ts';
import { applyEvidenceBatch } from './apply-evidence.ts';
import type { NewEvidence } from './settled-evidence.ts';

const NOW = new Date('2026-03-10T12:00:00.000Z');
const CONTEXT = { now: NOW, newId: randomUUID, model: CURRENT_MODEL };
const hoursAgo = (hours: number): Date => new Date(NOW.getTime() - hours * 3_600_000);

/** Every kind of evidence item in a market of two payers: payments, amended ratings, disputes, witnesses. */
function story(
  did: Did,
  [first, second]: readonly [SolanaAddress, SolanaAddress],
  seeds: readonly ReturnType<typeof anySignature>[],
): NewEvidence[] {
  // Every item has a time of its own, because ids differ between agents and must not decide the order.
  let placed = 0;
  return seeds.flatMap((txSignature, index) => {
    const payer = index % 2 === 0 ? first : second;
    const said = (kind: NewEvidence['kind'], more: Partial<NewEvidence> = {}) =>
      pieceOf(did, payer, new Date(hoursAgo(200 - index).getTime() + (placed += 1)), { kind, txSignature, ...more });
    const extras: readonly (readonly NewEvidence[])[] = [
      [],
      [said('rating', { outcome: 0.2, revision: 1 }), said('rating', { outcome: 0.9, revision: 2 })],
      [said('outcome', { outcome: 0 })],
      [said('rating', { outcome: 0, revision: 1 }), said('dismissed')],
      [said('adjudicated', { outcome: 0, occurredAt: hoursAgo(20) }), said('oracle')],
      [said('reversed')],
      [said('zk'), said('rating', { outcome: 1, revision: 1 })],
    ];
    return [said('implicit'), ...(extras[index % extras.length] ?? [])];
  });
}

/** A permutation that depends on the random seed alone. */
const shuffled = <Value>(values: readonly Value[], seed: number): Value[] =>
  values
    .map((value, index) => [((index + 1) * 7_919 * (seed + 3)) % 1_009, value] as const)
    .toSorted(([left], [right]) => left - right)
    .map(([, value]) => value);

describe('applyEvidenceBatch', () => {
  let test: TestDatabase;
  let admin: Database;
  beforeAll(async () => {
    test = await testDatabase();
    admin = connect(test.adminConfig);
  });
  afterAll(async () => {
    await admin.close();
    await test.close();
  });
  const apply = (evidence: readonly NewEvidence[], database: Database = test.app) =>
    applyEvidenceBatch(database, evidence, CONTEXT);

  it('gives the same bits in any order and any batches, with every item delivered five times', async () => {
    const payers = [anyWallet(), anyWallet()] as const;
    const signatures = Array.from({ length: 21 }, anySignature);
    const expected = await addAgent(test.app);
    await apply(story(expected, payers, signatures));
    const { score, pairs } = await storedOf(test.app, expected);
    for (const seed of [1, 2, 3]) {
      const did = await addAgent(test.app);
      const pieces = story(did, payers, signatures.map(anySignature));
      const five = shuffled([...pieces, ...pieces, ...pieces, ...pieces, ...pieces], seed);
      for (let start = 0; start < five.length; start += 17 * seed) await apply(five.slice(start, start + 17 * seed));
      const stored = await storedOf(test.app, did);
      expect(stored.pairs).toEqual(pairs);
      expect(stored.score?.state).toEqual(score?.state);
      expect(await recomputedState(test.app, did)).toEqual(stored.score?.state);
    }
  }, 120_000);

  it('gives the same result item by item as in one batch', async () => {
    const payers = [anyWallet(), anyWallet()] as const;
    const signatures = Array.from({ length: 14 }, anySignature);
    const [together, apart] = [await addAgent(test.app), await addAgent(test.app)];
    await apply(story(together, payers, signatures));
    const pieces = story(apart, payers, signatures.map(anySignature));
    for (const piece of pieces.toSorted((left, right) => left.occurredAt.getTime() - right.occurredAt.getTime()))
      await apply([piece]);
    expect((await storedOf(test.app, apart)).pairs).toEqual((await storedOf(test.app, together)).pairs);
    expect((await storedOf(test.app, apart)).score?.state).toEqual((await storedOf(test.app, together)).score?.state);
  }, 120_000);

  it('withdraws a rating when it is amended, and a payment when it is reversed', async () => {
    const [did, payer, txSignature] = [await addAgent(test.app), anyWallet(), anySignature()];
    await test.owner.orm.execute(
      sql`insert into credibility_epochs (status, as_of, published_at) values ('published', ${NOW}, ${NOW})`,
    );
    await test.owner.orm.execute(sql`insert into payer_credibility select id, ${payer}, 1 from credibility_epochs`);
    const said = (kind: NewEvidence['kind'], more: Partial<NewEvidence> = {}) =>
      pieceOf(did, payer, hoursAgo(5), { kind, txSignature, ...more });
    const scores: number[] = [];
    for (const piece of [
      said('implicit'),
      said('rating', { outcome: 0, revision: 1 }),
      said('rating', { outcome: 1, revision: 2 }),
      said('reversed'),
    ]) {
      await apply([piece]);
      scores.push((await storedOf(test.app, did)).score?.scoreBps ?? 0);
    }
    const [paid = 0, complained = 0, praised = 0, gone = 0] = scores;
    expect(complained).toBeLessThan(paid);
    expect(praised).toBeGreaterThan(paid);
    expect(gone).toBeLessThan(paid);
    expect((await storedOf(test.app, did)).score?.evidence).toBe(0);
  });

  it('undoes a batch that dies in the middle, and applies it completely the next time', async () => {
    const did = await addAgent(test.app);
    const batch = Array.from({ length: 5 }, (_, index) => pieceOf(did, anyWallet(), hoursAgo(index + 1)));
    const dying: Database = {
      ...test.app,
      transaction: (work, options) =>
        test.app.transaction(async (tx) => {
          await work(tx);
          throw new Error('the process dies before the commit');
        }, options),
    };
    await expect(apply(batch, dying)).rejects.toThrow('dies');
    expect(await storedOf(test.app, did)).toEqual({ score: undefined, pairs: [] });
    expect(await apply(batch)).toBe(5);
    expect(await apply(batch)).toBe(0);
    expect(await recomputedState(test.app, did)).toEqual((await storedOf(test.app, did)).score?.state);
  });

  it('runs batches about other agents while one about the same agent waits', async () => {
    const [busy, other, payer] = [await addAgent(test.app), await addAgent(test.app), anyWallet()];
    await apply([pieceOf(busy, payer, hoursAgo(9)), pieceOf(other, payer, hoursAgo(9))]);
    let held: Promise<unknown> = Promise.resolve();
    await test.app.transaction(async (tx) => {
      await tx.execute(sql`select 1 from reputation_scores where did = ${busy} for update`);
      held = apply([pieceOf(busy, anyWallet(), hoursAgo(3))]);
      await untilSomebodyWaits(admin);
      expect(await apply([pieceOf(other, anyWallet(), hoursAgo(2))])).toBe(1);
    });
    expect(await held).toBe(1);
  });

  /**
   * Applies the first batch and starts the second before the first commits. The first commits once the second is seen
   * waiting.
   */
  const whileFirstIsOpen = async (
    first: readonly NewEvidence[],
    second: readonly NewEvidence[],
  ): Promise<readonly [number, number]> => {
    const isApplied = Promise.withResolvers<void>();
    const mayCommit = Promise.withResolvers<void>();
    const open: Database = {
      ...test.app,
      transaction: (work, options) =>
        test.app.transaction(async (tx) => {
          const value = await work(tx);
          isApplied.resolve();
          await mayCommit.promise;
          return value;
        }, options),
    };
    const former = apply(first, open);
    // Ends early if the second batch fails, or if it does not wait.
    await Promise.race([isApplied.promise, former]);
    const latter = apply(second);
    await Promise.race([untilSomebodyWaits(admin), latter]).finally(() => mayCommit.resolve());
    return [await former, await latter];
  };
  const expectWhole = async (did: Did, version: number) => {
    const stored = await storedOf(test.app, did);
    expect(await recomputedState(test.app, did)).toEqual(stored.score?.state);
    expect(verifyChain(await readAudit(test.app.orm, did))).toMatchObject({ ok: true, value: { sequence: version } });
    return stored;
  };

  it('applies an item once when two concurrent batches deliver it, for a new agent and a new payer', async () => {
    const [did, payer] = [await addAgent(test.app), anyWallet()];
    const piece = pieceOf(did, payer, hoursAgo(5));
    expect(await whileFirstIsOpen([piece], [piece])).toEqual([1, 0]);
    await expectWhole(did, 1);
  });

  it('adds to a pair that another batch is creating', async () => {
    const [did, payer] = [await addAgent(test.app), anyWallet()];
    expect(await whileFirstIsOpen([pieceOf(did, payer, hoursAgo(5))], [pieceOf(did, payer, hoursAgo(4))])).toEqual([
      1, 1,
    ]);
    const { pairs } = await expectWhole(did, 2);
    expect(pairs).toHaveLength(1);
    expect(pairs[0]?.state[0]).toBe(2);
  });

  it('adds to an agent that another batch about another payer is creating', async () => {
    const did = await addAgent(test.app);
    expect(
      await whileFirstIsOpen([pieceOf(did, anyWallet(), hoursAgo(5))], [pieceOf(did, anyWallet(), hoursAgo(4))]),
    ).toEqual([1, 1]);
    const { score } = await expectWhole(did, 2);
    expect(score?.state[1]).toBe(2);
  });

  it.each(['before', 'after'] as const)(
    'replays a pair with evidence from %s its payment, in a batch that is not committed yet',
    async (when) => {
      const [did, payer, txSignature] = [await addAgent(test.app), anyWallet(), anySignature()];
      const paid = pieceOf(did, payer, hoursAgo(5), { txSignature });
      const rated = pieceOf(did, payer, hoursAgo(5), { txSignature, kind: 'rating', outcome: 0, revision: 1 });
      await whileFirstIsOpen(when === 'before' ? [rated] : [paid], when === 'before' ? [paid] : [rated]);
      const { pairs } = await expectWhole(did, 2);
      const together = await addAgent(test.app);
      const signature = anySignature();
      await apply([
        pieceOf(together, payer, hoursAgo(5), { txSignature: signature }),
        pieceOf(together, payer, hoursAgo(5), { txSignature: signature, kind: 'rating', outcome: 0, revision: 1 }),
      ]);
      expect(pairs).toEqual((await storedOf(test.app, together)).pairs);
    },
  );

  it('applies late evidence to a pair that another batch is changing', async () => {
    const [did, inTime, payer] = [await addAgent(test.app), await addAgent(test.app), anyWallet()];
    const late = pieceOf(did, payer, hoursAgo(50), { outcome: 0, kind: 'rating', revision: 1 });
    await apply([pieceOf(did, payer, hoursAgo(20))]);
    await whileFirstIsOpen([pieceOf(did, payer, hoursAgo(10))], [late]);
    const { pairs } = await expectWhole(did, 3);
    await apply([
      pieceOf(inTime, payer, hoursAgo(50), { outcome: 0, kind: 'rating', revision: 1 }),
      pieceOf(inTime, payer, hoursAgo(20)),
      pieceOf(inTime, payer, hoursAgo(10)),
    ]);
    expect(pairs).toEqual((await storedOf(test.app, inTime)).pairs);
  });

  it('replays pairs of another model under this model', async () => {
    const [did, payer] = [await addAgent(test.app), anyWallet()];
    await apply([
      pieceOf(did, payer, hoursAgo(9)),
      pieceOf(did, payer, hoursAgo(8)),
      pieceOf(did, anyWallet(), hoursAgo(8)),
    ]);
    await test.owner.orm.execute(
      sql`update reputation_pairs set model_version = 'pos-reputation/1', state = '{1,2,3}' where did = ${did} and payer = ${payer}`,
    );
    await apply([pieceOf(did, payer, hoursAgo(7))]);
    const { pairs } = await expectWhole(did, 2);
    expect(pairs.map(({ state }) => state[0]).toSorted()).toEqual([1, 3]);
  });

  it('rebuilds an agent whose sums are too old to add to', async () => {
    const [did, payer] = [await addAgent(test.app), anyWallet()];
    const longAgo = new Date(NOW.getTime() - 45 * 86_400_000);
    await applyEvidenceBatch(test.app, [pieceOf(did, payer, longAgo)], { ...CONTEXT, now: longAgo });
    await apply([pieceOf(did, payer, hoursAgo(2)), pieceOf(did, anyWallet(), hoursAgo(1))]);
    const { score } = await expectWhole(did, 2);
    expect(NOW.getTime() - (score?.state[0] ?? 0)).toBeLessThan(2 * 86_400_000);
  });

  it('adds up evidence of many concurrent writers about few agents and payers', async () => {
    const dids = [await addAgent(test.app), await addAgent(test.app)];
    const payers = [anyWallet(), anyWallet(), anyWallet()];
    const batches = Array.from({ length: 5 }, (_, writer) =>
      Array.from({ length: 12 }, (_each, index) =>
        pieceOf(
          dids[(writer + index) % 2] ?? dids[0]!,
          payers[(index * 7 + writer) % 3] ?? payers[0]!,
          hoursAgo(100 - writer - index),
        ),
      ),
    );
    await Promise.all([...batches, ...batches].map((batch) => apply(batch)));
    for (const did of dids) {
      const { score } = await storedOf(test.app, did);
      expect(await recomputedState(test.app, did)).toEqual(score?.state);
      expect(verifyChain(await readAudit(test.app.orm, did))).toMatchObject({
        ok: true,
        value: { sequence: score?.version },
      });
    }
  }, 120_000);
});
