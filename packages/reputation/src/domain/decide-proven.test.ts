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
    ['counts 98 % of the value when at most 2 % are disputed', { maxDisputeBps: 200 }, 980_000_000n],
    ['counts more when the bound on quality is better', { maxDisputeBps: 2_000, minQualityBps: 9_000 }, 900_000_000n],
    ['counts nothing without a bound', { maxDisputeBps: 10_000 }, undefined],
    ['counts nothing without value', { maxDisputeBps: 0, minValueAtomic: '0' }, undefined],
  ])('%s', (_, thresholds, usdMicro) =>
    expect(decideProven(proof('history-totals', thresholds))?.usdMicro).toBe(usdMicro),
  );

  it('counts nothing for chosen receipts', () =>
    expect(decideProven(proof('chosen-receipts', { skill: '0', minQualityBps: 10_000 }))).toBeUndefined());
});

describe('a proof in the engine', () => {
  it('adds evidence but no revenue, because its payments are counted already', () => {
    const pair = applyEvidence(
      emptyPair(CURRENT_MODEL),
      { id: '1', atMs: 1, kind: 'zk', outcome: 1, valueUsd: 980 },
      CURRENT_MODEL,
    );
    expect(Math.min(...pair.slow.good)).toBeGreaterThan(0.9);
    expect([pair.praisedUsd, pair.faultedUsd]).toEqual([0, 0]);
  });
});
