// SPDX-License-Identifier: GPL-3.0-only
import { describe, expect, it } from '@jest/globals';
import { NO_SKILL } from '@pos/receipts/identity.ts';
import { decideChosen } from '@pos/receipts/predicates.ts';
import { AUDIT, paidAgents } from '@pos/zk-prover/testing/paid-agent.ts';
import { chooseReceipts } from './choose-receipts.ts';

const { ours } = paidAgents();
const wanted = { minCount: 5, minValueAtomic: 100_000_000n, minQualityBps: 9_000, skill: AUDIT };

describe('chooseReceipts', () => {
  it('chooses receipts for which the statement is true', () => {
    const chosen = chooseReceipts(ours.receipts.toReversed(), wanted);
    expect(chosen).toHaveLength(8);
    expect(decideChosen(ours.head.history.agent, chosen, wanted).ok).toBe(true);
  });

  it('chooses the most valuable completed receipts, of any skill if none is given', () => {
    const rich = ours.receipts.map((opening, at) => ({
      ...opening,
      receipt: { ...opening.receipt, valueAtomic: (BigInt(at) * 1_000n) as typeof opening.receipt.valueAtomic },
    }));
    const chosen = chooseReceipts(rich, { ...wanted, skill: NO_SKILL });
    expect(chosen.map(({ receipt }) => receipt.sequence)).toEqual([52, 53, 54, 55, 56, 57, 58, 59]);
  });

  it('chooses no receipt below the minimum average quality', () =>
    expect(chooseReceipts(ours.receipts, { ...wanted, minQualityBps: 9_001 })).toEqual([]));
});
