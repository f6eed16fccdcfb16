import { describe, expect, it } from '@jest/globals';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import type { Totals } from './accumulator.ts';
import { fieldElement } from './field-element.ts';
import { NO_SKILL } from './identity.ts';
import type { ReceiptOpening } from './opening.ts';
import { decideChosen, decideTotals, type ChosenThresholds, type TotalsThresholds } from './predicates.ts';
import type { Receipt } from './receipt.ts';
import { CHOSEN_RECEIPTS } from './statements.ts';

describe('the predicate of history-totals', () => {
  const totals: Totals = { count: 4, valueAtomic: 1_000n, qualitySumBps: 36_000, disputes: 1, lastSequence: 5 };
  const met: TotalsThresholds = { minCount: 4, minValueAtomic: 1_000n, minQualityBps: 9_000, maxDisputeBps: 2_500 };
  const decide = (changes: Partial<TotalsThresholds>) => decideTotals(totals, { ...met, ...changes });

  it('holds where every threshold is just met', () => expect(decide({})).toEqual({ ok: true, value: 'true' }));

  it.each([
    ['minCount', 5, 'too-few-receipts'],
    ['minValueAtomic', 1_001n, 'too-little-value'],
    ['minQualityBps', 9_001, 'quality-too-low'],
    ['maxDisputeBps', 2_499, 'too-many-disputes'],
  ] as const)('fails where %s is %s', (name, value, code) =>
    expect(decide({ [name]: value })).toEqual({ ok: false, error: { code } }),
  );

  it('holds for thresholds that are far exceeded', () =>
    expect(decide({ minCount: 1, minValueAtomic: 1n, minQualityBps: 0, maxDisputeBps: 10_000 })).toMatchObject({
      ok: true,
    }));
});

describe('the predicate of chosen-receipts', () => {
  const agent = fieldElement(7);
  const skill = fieldElement(11);
  const opening = (index: number, changes: Partial<Receipt> = {}): ReceiptOpening =>
    ({
      receipt: {
        agent,
        sequence: index + 1,
        valueAtomic: usdcAtomic(500n),
        qualityBps: scoreBps(9_000),
        outcome: 'completed',
        skill,
        client: fieldElement(2),
        salt: fieldElement(3),
        ...changes,
      },
      path: { index, siblings: [] },
    }) as ReceiptOpening;
  const met: ChosenThresholds = { minCount: 2, minValueAtomic: 1_000n, minQualityBps: 9_000, skill };
  const decide = (chosen: readonly ReceiptOpening[], changes: Partial<ChosenThresholds> = {}) =>
    decideChosen(agent, chosen, { ...met, ...changes });
  const two = [opening(0), opening(5)];

  it('holds where every threshold is just met', () => expect(decide(two)).toEqual({ ok: true, value: 'true' }));

  it.each([
    ['minCount', 3, 'too-few-receipts'],
    ['minValueAtomic', 1_001n, 'too-little-value'],
    ['minQualityBps', 9_001, 'quality-too-low'],
  ] as const)('fails where %s is %s', (name, value, code) =>
    expect(decide(two, { [name]: value })).toEqual({ ok: false, error: { code } }),
  );

  it('takes receipts of any skill where no skill is wanted', () => {
    const others = [opening(0, { skill: fieldElement(12) }), opening(5)];
    expect(decide(others, { skill: NO_SKILL })).toMatchObject({ ok: true });
    expect(decide(others)).toEqual({ ok: false, error: { code: 'receipt-of-another-skill', sequence: 1 } });
  });

  it.each([
    ['receipt-of-another-agent', { agent: fieldElement(8) }],
    ['receipt-not-completed', { outcome: 'disputed' }],
    ['receipt-not-completed', { outcome: 'reversed' }],
  ] as const)('refuses with %s a receipt with %j', (code, changes) =>
    expect(decide([opening(0), opening(5, changes)])).toEqual({ ok: false, error: { code, sequence: 6 } }),
  );

  it.each([
    ['a leaf twice', [opening(5), opening(5)]],
    ['leaves out of order', [opening(5), opening(0)]],
  ])('refuses %s', (_, chosen) =>
    expect(decide(chosen)).toEqual({ ok: false, error: { code: 'receipts-not-distinct-and-ordered' } }),
  );

  it('takes as many receipts as the circuit has places', () => {
    const most = Array.from({ length: CHOSEN_RECEIPTS }, (_, index) => opening(index));
    expect(decide(most)).toMatchObject({ ok: true });
    expect(decide([...most, opening(CHOSEN_RECEIPTS)])).toEqual({ ok: false, error: { code: 'too-many-receipts' } });
  });
});
