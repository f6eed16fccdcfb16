import { describe, expect, it } from '@jest/globals';
import { VerifiedProof } from '@pos/contract/zk-verify/schemas/proof.ts';
import { CURRENT_MODEL } from '../model/models.ts';
import { decideProven } from './decide-proven.ts';
import { applyEvidence, emptyPair } from './pair-row.ts';

const proof = (statement: string, thresholds: object) =>
  VerifiedProof.parse({
    statement,
    did: 'did:web:prover.example',
    nullifier: '1',
    anchor: '2',
    scope: '3',
    verificationKeySha256: 'ab'.repeat(32),
    verifiedAt: '2026-03-01T10:00:00.000Z',
    thresholds: { minCount: 50, minValueAtomic: '1000000000', minQualityBps: 0, ...thresholds },
  });

describe('decideProven', () => {
  it.each([
    ['disputes of 2 % at most vouch for 98 % of the value', { maxDisputeBps: 200 }, 980_000_000n],
    ['a better bound on quality vouches for more', { maxDisputeBps: 2_000, minQualityBps: 9_000 }, 900_000_000n],
    ['no bound vouches for nothing', { maxDisputeBps: 10_000 }, undefined],
    ['no value is no evidence', { maxDisputeBps: 0, minValueAtomic: '0' }, undefined],
  ])('%s', (_, thresholds, usdMicro) =>
    expect(decideProven(proof('history-totals', thresholds))?.usdMicro).toBe(usdMicro),
  );

  it('counts nothing of receipts that were chosen', () =>
    expect(decideProven(proof('chosen-receipts', { skill: '0', minQualityBps: 10_000 }))).toBeUndefined());
});

describe('a proof in the engine', () => {
  it('is evidence, and no revenue: what it is about was paid, and counted, before', () => {
    const pair = applyEvidence(
      emptyPair(CURRENT_MODEL),
      { id: '1', atMs: 1, kind: 'zk', outcome: 1, valueUsd: 980 },
      CURRENT_MODEL,
    );
    expect(Math.min(...pair.slow.good)).toBeGreaterThan(0.9);
    expect([pair.praisedUsd, pair.faultedUsd]).toEqual([0, 0]);
  });
});
