import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { sql } from 'drizzle-orm';
import { CURRENT_MODEL } from '../model/models.ts';
import { rollAgents } from '../epochs/roll-agents.ts';
import { runEpoch } from '../epochs/run-epoch.ts';
import { applyEvidenceBatch } from '../store/apply-evidence.ts';
import { addAgent, anySignature, anyWallet, pieceOf, storedOf } from '../testing/market-rows.ts';
import { compareOverDatabase } from './compare-over-database.ts';
import { exportAgent } from './export-agent.ts';
import { isSound, replayExport, type EvidenceExport } from './replay-export.ts';

const NOW = new Date('2026-03-10T12:00:00.000Z');
const hoursAgo = (hours: number): Date => new Date(NOW.getTime() - hours * 3_600_000);

describe('checks from outside', () => {
  let test: TestDatabase;
  let dids: readonly Did[];
  let exported: EvidenceExport;
  const wallets = [anyWallet(), anyWallet()] as const;
  beforeAll(async () => {
    test = await testDatabase();
    dids = [await addAgent(test.app), await addAgent(test.app), await addAgent(test.app)];
    const disputed = anySignature();
    const [seed, other] = wallets;
    const [first, second, third] = dids;
    if (first === undefined || second === undefined || third === undefined) throw new Error('There are three agents.');
    const apply = (pieces: Parameters<typeof applyEvidenceBatch>[1]) =>
      applyEvidenceBatch(test.app, pieces, { now: NOW, newId: randomUUID, model: CURRENT_MODEL });
    await apply([
      pieceOf(first, seed, hoursAgo(50), { kind: 'rating' }),
      pieceOf(first, other, hoursAgo(40)),
      pieceOf(second, other, hoursAgo(30)),
    ]);
    await runEpoch({
      database: test.worker,
      clock: { now: () => NOW },
      newId: randomUUID,
      model: CURRENT_MODEL,
      trustSeeds: [{ payer: seed, since: new Date('2025-01-01') }],
    });
    await rollAgents(test.worker, { now: NOW, newId: randomUUID, model: CURRENT_MODEL });
    await apply([pieceOf(first, other, hoursAgo(20), { txSignature: disputed }), pieceOf(third, seed, hoursAgo(9))]);
    await apply([
      pieceOf(first, other, hoursAgo(20), {
        kind: 'rating',
        outcome: 0,
        revision: 1,
        txSignature: disputed,
        provenance: { signature: 's' },
      }),
      pieceOf(first, other, hoursAgo(2), { kind: 'dismissed', txSignature: disputed }),
    ]);
    const found = await exportAgent(test.app, first);
    if (found === undefined) throw new Error('The agent has evidence.');
    exported = JSON.parse(JSON.stringify(found)) as EvidenceExport;
  });
  afterAll(() => test.close());

  it('name no payer in an export, unless it is made for the agent itself', async () => {
    const [first] = dids as readonly [Did];
    const namedIn = (text: string) => wallets.filter((wallet) => text.includes(wallet));
    expect(namedIn(JSON.stringify(exported))).toEqual([]);
    expect(exported.pairs.map(({ payer }) => payer)).toEqual(['payer-1', 'payer-2']);
    const named = await exportAgent(test.app, first, 'named');
    expect(namedIn(JSON.stringify(named))).toEqual([...wallets]);
    expect(replayExport(named as EvidenceExport)).toEqual(replayExport(exported));
  });

  it('rebuild the published score and root from an export', async () => {
    const replay = replayExport(exported);
    expect(replay.agrees).toBe(true);
    expect([replay.chain, replay.evidence, isSound(replay)]).toEqual(['unbroken', 'complete', true]);
    expect(replay.evidenceRoot).toBe(exported.audit?.at(-1)?.hash);
    expect(replay.sums).toEqual((await storedOf(test.app, dids[0] as Did)).score?.state.slice(2));
    expect(exported.pairs.some(({ credibility }) => credibility > 0)).toBe(true);
  });

  const event = { id: 'x', atMs: NOW.getTime(), kind: 'implicit', outcome: 1, valueUsd: 1 } as const;
  /** Replaces the published score by the score that the export's evidence gives. */
  const published = (whole: EvidenceExport): EvidenceExport => {
    const { score, sums } = replayExport(whole);
    return { ...whole, published: { scoreBps: score.scoreBps, sums: [...sums] } };
  };

  it.each<readonly [string, (whole: EvidenceExport) => EvidenceExport, object]>([
    [
      'a payment left out',
      (whole) => ({ ...whole, pairs: whole.pairs.map((pair) => ({ ...pair, events: pair.events.slice(1) })) }),
      { agrees: false },
    ],
    [
      'a verdict left out',
      (whole) => ({
        ...whole,
        pairs: whole.pairs.map((pair) => ({ ...pair, events: pair.events.filter(({ kind }) => kind !== 'dismissed') })),
      }),
      { agrees: false },
    ],
    [
      'a raised credibility',
      (whole) => ({ ...whole, pairs: whole.pairs.map((pair) => ({ ...pair, credibility: 1 })) }),
      { agrees: false },
    ],
    [
      'a changed audit',
      (whole) => ({ ...whole, audit: whole.audit?.map((row) => (row.sequence === 2 ? { ...row, payload: {} } : row)) }),
      { agrees: true, chain: 'broken' },
    ],
    // A registry that leaves a verdict out publishes a fitting score, but its audit still names the verdict and ends in
    // another score.
    [
      'a payment left out, with a published score that fits',
      (whole) => published({ ...whole, pairs: whole.pairs.slice(1) }),
      { agrees: true, chain: 'of-another-score', evidence: 'incomplete' },
    ],
    [
      'evidence that the audit does not name',
      (whole) =>
        published({
          ...whole,
          pairs: [...whole.pairs, { payer: 'x', credibility: 0, events: [{ ...event, id: 'x' }] }],
        }),
      { agrees: true, evidence: 'incomplete' },
    ],
    [
      'an audit without its last row',
      (whole) => ({ ...whole, audit: whole.audit?.slice(0, -1) }),
      { agrees: true, evidence: 'incomplete' },
    ],
  ])('find %s', (_, change, expected) => {
    const replay = replayExport(change(exported));
    expect(replay).toMatchObject(expected);
    expect(isSound(replay)).toBe(false);
  });

  it('compare two models over all evidence', async () => {
    const stricter = {
      ...CURRENT_MODEL,
      version: 'stricter',
      unverified: { ...CURRENT_MODEL.unverified, praiseShare: 0.01, praiseFloor: 0.01 },
    };
    const moves = await compareOverDatabase(test.app, CURRENT_MODEL, stricter, NOW);
    expect(moves.map(({ did }) => did).toSorted()).toEqual([...dids].toSorted());
    const of = (did: Did | undefined) => moves.find((move) => move.did === did);
    expect(of(dids[1])?.scoreAfter).toBeLessThan(of(dids[1])?.scoreBefore ?? 0);
    expect(await compareOverDatabase(test.app, CURRENT_MODEL, CURRENT_MODEL, NOW)).toHaveLength(3);
  });

  it('compare with a pass over all pairs even in a market younger than an epoch, with the present trust in seeds', async () => {
    // Two hours after the first event and before any epoch. Without a pass no payer would have credibility.
    const young = await testDatabase();
    try {
      const agent = await addAgent(young.app);
      const seed = anyWallet();
      await applyEvidenceBatch(young.app, [pieceOf(agent, seed, hoursAgo(2), { kind: 'rating' })], {
        now: NOW,
        newId: randomUUID,
        model: CURRENT_MODEL,
      });
      const scored = async (since: Date) => {
        await young.owner.orm.execute(
          sql`insert into trust_seeds (payer, kind, since) values (${seed}, 'business', ${since}) on conflict (payer) do update set since = excluded.since`,
        );
        return (await compareOverDatabase(young.app, CURRENT_MODEL, CURRENT_MODEL, NOW))[0]?.scoreAfter ?? 0;
      };
      const [old, fresh, half] = [
        await scored(new Date('2025-01-01')),
        await scored(NOW),
        await scored(hoursAgo(18 * 24)),
      ];
      expect(half).toBeGreaterThan(fresh);
      expect(old).toBeGreaterThan(half);
    } finally {
      await young.close();
    }
  });

  it('export nothing for an agent without evidence', async () => {
    expect(await exportAgent(test.app, await addAgent(test.app))).toBeUndefined();
  });
});
