// SPDX-License-Identifier: GPL-3.0-only
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { BN254_SCALAR_ORDER } from '@pos/vocabulary/nullifier.ts';
import { NO_SKILL, nullifierElement } from '@pos/receipts/identity.ts';
import type { ReceiptOpening } from '@pos/receipts/opening.ts';
import { CHOSEN_RECEIPTS, PUBLIC_SIGNALS, type SignalSpec } from '@pos/receipts/statements.ts';
import { brokenConstraint } from './build/r1cs.ts';
import { chosenReceiptsSignals, type WitnessInput } from './prover/witness-input.ts';
import { forgedRegistry } from './testing/forged-registry.ts';
import { AUDIT, bindingOf, paidAgents } from './testing/paid-agent.ts';
import { loadCircuit, looseWires, type Circuit } from './testing/witness.ts';

const { ours, theirs } = paidAgents();
const binding = bindingOf('chosen-receipts');
const audits = ours.receipts
  .filter(({ receipt }) => receipt.skill === AUDIT && receipt.outcome === 'completed')
  .slice(2, 2 + CHOSEN_RECEIPTS);
/** The strictest true thresholds over eight audits of 20 USDC each with 90 % quality. */
const MOST = { minCount: 8, minValueAtomic: 160_000_000n, minQualityBps: 9_000, skill: AUDIT };
const signalsOf = (chosen: readonly ReceiptOpening[], wanted: Partial<typeof MOST> = {}) =>
  chosenReceiptsSignals({ ...ours, ...binding }, chosen, { ...MOST, ...wanted });
const truth = signalsOf(audits);
const order = BN254_SCALAR_ORDER;

let circuit: Circuit;
beforeAll(async () => {
  // Besides throwing it, the witness generator logs each failed assertion.
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  circuit = await loadCircuit('chosen-receipts');
}, 300_000);

async function witnessOf(signals: WitnessInput): Promise<readonly bigint[]> {
  const solved = await circuit.solve(signals);
  if ('refusedIn' in solved) throw new Error(`refused in ${solved.refusedIn}`);
  return solved.witness;
}

/** The true signals with one slot changed. */
const inSlot = (slot: number, change: WitnessInput): WitnessInput =>
  Object.fromEntries(
    Object.entries(change).map(([name, value]) => [
      name,
      (truth[name] as readonly bigint[]).with(slot, value as bigint),
    ]),
  );
const three = audits.slice(0, 3);
const threeWanted = { minCount: 3, minValueAtomic: 60_000_000n };

describe('a true statement about chosen receipts', () => {
  it('has a witness that satisfies every constraint, with the public signals in the declared order', async () => {
    const witness = await witnessOf(truth);
    expect(brokenConstraint(circuit.r1cs, witness)).toBeUndefined();
    const specs: readonly SignalSpec[] = PUBLIC_SIGNALS['chosen-receipts'];
    const named: WitnessInput = { ...truth, nullifier: nullifierElement(ours.secret, binding.scope) };
    expect(circuit.r1cs.publicSignals).toBe(specs.length);
    expect(witness.slice(1, 1 + specs.length)).toEqual(specs.map(({ name }) => BigInt(named[name] as bigint | number)));
    expect(looseWires(circuit.r1cs, witness)).toEqual([]);
  });

  it('may leave slots unused', async () =>
    expect(await circuit.solve(signalsOf(three, threeWanted))).toHaveProperty('witness'));

  it('may mix skills if it names none', async () => {
    const mixed = ours.receipts.slice(0, 5);
    const wanted = { minCount: 5, minValueAtomic: 100_000_000n, skill: NO_SKILL };
    expect(await circuit.solve(signalsOf(mixed, wanted))).toHaveProperty('witness');
    expect(await circuit.solve(signalsOf(mixed, { ...wanted, skill: AUDIT }))).toEqual({ refusedIn: 'ChosenReceipt' });
  });

  it('has another nullifier in another scope', async () =>
    expect((await witnessOf({ ...truth, scope: 5n }))[1]).not.toBe((await witnessOf(truth))[1]));
});

describe('no witness exists for', () => {
  const stranger = theirs.receipts[0];
  const disputed = ours.receipts.find(({ receipt }) => receipt.outcome === 'disputed');
  const [first, second] = audits;
  if (stranger === undefined || disputed === undefined || first === undefined || second === undefined)
    throw new Error('The sample history has no receipt for one of the cases');

  it.each<[string, WitnessInput, string]>([
    ['one receipt more than was used', signalsOf(three, { minCount: 4, minValueAtomic: 0n }), 'Num2Bits'],
    ['one atomic unit more than the sum of values', { minValue: 160_000_001n }, 'Num2Bits'],
    ['one basis point more quality', { minQualityBps: 9_001 }, 'Num2Bits'],
    ['no receipt at all', { minCount: 0 }, 'Num2Bits'],
    ['no receipt at all, by unused slots', signalsOf([], { minCount: 0, minValueAtomic: 0n }), 'Num2Bits'],
    ['a negative value', { minValue: order - 1n }, 'Num2Bits'],
    ['a negative quality', { minQualityBps: order - 1n }, 'Num2Bits'],
    ['a receipt twice', signalsOf([first, first], { minCount: 2, minValueAtomic: 0n }), 'Num2Bits'],
    ['receipts out of order', signalsOf([second, first], { minCount: 2, minValueAtomic: 0n }), 'Num2Bits'],
    [
      'a receipt twice by an index beyond the tree',
      inSlot(7, { indices: BigInt(audits[7]?.path.index ?? 0) + 2n ** 20n }),
      'Num2Bits',
    ],
    ['a receipt after an unused slot', inSlot(3, { active: 0n }), 'ChosenReceipts'],
    ['a slot used twice over', inSlot(0, { active: 2n }), 'ChosenReceipts'],
    [
      'a receipt of another agent',
      signalsOf([stranger], { minCount: 1, minValueAtomic: 0n, skill: NO_SKILL }),
      'ChosenReceipt',
    ],
    [
      'a disputed receipt',
      signalsOf([disputed], { minCount: 1, minValueAtomic: 0n, skill: NO_SKILL }),
      'ChosenReceipt',
    ],
    ['another value', inSlot(0, { values: 20_000_001n }), 'ChosenReceipt'],
    ['another quality', inSlot(0, { qualities: 10_000n }), 'ChosenReceipt'],
    ['another sequence', inSlot(0, { sequences: 99n }), 'ChosenReceipt'],
    ['another salt', inSlot(0, { salts: 1n }), 'ChosenReceipt'],
    ['another skill', { skill: AUDIT - 1n }, 'ChosenReceipt'],
    ['another root of receipts', { receiptsRoot: 1n }, 'AnchoredAgent'],
    ['another anchor', { anchor: 1n }, 'AnchoredAgent'],
    ['another agent', { agent: theirs.head.history.agent }, 'AnchoredAgent'],
    ['a wrong secret', { secret: theirs.secret }, 'AnchoredAgent'],
  ])('%s', async (_name, change, template) =>
    expect(await circuit.solve({ ...truth, ...change })).toEqual({ refusedIn: template }),
  );

  it("one's own receipts under another agent's head and secret", async () => {
    const borrowed = chosenReceiptsSignals({ ...theirs, ...binding }, audits, MOST);
    expect(await circuit.solve(borrowed)).toEqual({ refusedIn: 'ChosenReceipt' });
  });

  it.each<[string, Record<string, bigint>]>([
    ['a value beyond 64 bits', { value: 2n ** 64n }],
    ['a value that overflows any sum', { value: order - 1n }],
    ['a quality beyond 100 %', { quality: 10_001n }],
  ])('an anchored receipt with %s', async (_name, receipt) =>
    expect(await circuit.solve(forgedRegistry(ours, {}, receipt).chosen)).toEqual({ refusedIn: 'Num2Bits' }),
  );

  it('reasons other than the numbers: the same receipt with valid numbers has a witness', async () =>
    expect(await circuit.solve(forgedRegistry(ours, {}, {}).chosen)).toHaveProperty('witness'));
});
