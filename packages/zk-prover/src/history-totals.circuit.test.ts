// SPDX-License-Identifier: GPL-3.0-only
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { BN254_SCALAR_ORDER } from '@pos/vocabulary/nullifier.ts';
import { anchorCommitment, GENESIS, nextAnchor } from '@pos/receipts/anchor.ts';
import { hashToField } from '@pos/receipts/hash-to-field.ts';
import { nullifierElement, ownerCommitment } from '@pos/receipts/identity.ts';
import { pathOf } from '@pos/receipts/merkle-tree.ts';
import { rebuild } from '@pos/receipts/rebuild.ts';
import { PUBLIC_SIGNALS, type SignalSpec } from '@pos/receipts/statements.ts';
import { ledgerArb } from '@pos/receipts/testing/arbitraries.ts';
import fc from 'fast-check';
import { brokenConstraint } from './build/r1cs.ts';
import { historyTotalsSignals, type WitnessInput } from './prover/witness-input.ts';
import { forgedRegistry } from './testing/forged-registry.ts';
import { bindingOf, paidAgents } from './testing/paid-agent.ts';
import { loadCircuit, looseWires, type Circuit } from './testing/witness.ts';

const { ours, theirs } = paidAgents();
const binding = bindingOf('history-totals');
/** The strictest true thresholds over 60 receipts worth 1,200 USDC with 90 % quality and 1 dispute. */
const MOST = { minCount: 60, minValueAtomic: 1_200_000_000n, minQualityBps: 9_000, maxDisputeBps: 167 };
const truth = historyTotalsSignals({ ...ours, ...binding }, MOST);
const order = BN254_SCALAR_ORDER;

let circuit: Circuit;
beforeAll(async () => {
  // Besides throwing it, the witness generator logs each failed assertion.
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  circuit = await loadCircuit('history-totals');
}, 300_000);

async function witnessOf(signals: WitnessInput): Promise<readonly bigint[]> {
  const solved = await circuit.solve(signals);
  if ('refusedIn' in solved) throw new Error(`refused in ${solved.refusedIn}`);
  return solved.witness;
}

describe('a true statement about totals', () => {
  it('has a witness that satisfies every constraint', async () =>
    expect(brokenConstraint(circuit.r1cs, await witnessOf(truth))).toBeUndefined());

  it('has its public signals in the declared order', async () => {
    const witness = await witnessOf(truth);
    const specs: readonly SignalSpec[] = PUBLIC_SIGNALS['history-totals'];
    const named: WitnessInput = { ...truth, nullifier: nullifierElement(ours.secret, binding.scope) };
    expect(circuit.r1cs.publicSignals).toBe(specs.length);
    expect(witness.slice(1, 1 + specs.length)).toEqual(specs.map(({ name }) => BigInt(named[name] as bigint | number)));
  });

  it('has no wire that can be altered alone without violating a constraint', async () =>
    expect(looseWires(circuit.r1cs, await witnessOf(truth))).toEqual([]));

  it('has a nullifier that depends on the scope and not on thresholds or signal hash', async () => {
    const nullifier = async (change: WitnessInput) => (await witnessOf({ ...truth, ...change }))[1];
    const first = await nullifier({});
    expect(await nullifier({ minCount: 1, signalHash: 5n })).toBe(first);
    expect(await nullifier({ scope: 5n })).not.toBe(first);
  });

  it('is computed over the same hashes as in the receipts package', () =>
    fc.assert(
      fc.asyncProperty(ledgerArb, fc.nat(), async (entries, pick) => {
        const secret = hashToField('owner-secret', String(pick));
        const registry = rebuild(
          entries.map((entry) =>
            entry.kind === 'agent-enrolled' ? { ...entry, owner: ownerCommitment(secret) } : entry,
          ),
        );
        if (!registry.ok) throw new Error(registry.error.code);
        const { agents, receiptsTree, headsTree } = registry.value;
        const enrolled = [...agents.values()].find(({ history }) => history.totals.count > 0);
        if (enrolled === undefined) return;
        const anchor = nextAnchor(
          { ...GENESIS, sequence: pick },
          { receiptsRoot: receiptsTree.root(), headsRoot: headsTree.root() },
        );
        const head = { anchor, history: enrolled.history, path: pathOf(headsTree, enrolled.index) };
        const least = { minCount: 1, minValueAtomic: 0n, minQualityBps: 0, maxDisputeBps: 10_000 };
        const { disputes, count } = enrolled.history.totals;
        fc.pre(disputes <= count);
        const witness = await witnessOf(
          historyTotalsSignals({ secret, head, anchor: anchorCommitment(anchor), ...binding }, least),
        );
        expect(witness[1]).toBe(nullifierElement(secret, binding.scope));
      }),
      { numRuns: 8 },
    ));
});

describe('no witness exists for', () => {
  it.each<[string, WitnessInput, string]>([
    ['one receipt more than there are', { minCount: 61 }, 'Num2Bits'],
    ['one atomic unit more than the total value', { minValue: 1_200_000_001n }, 'Num2Bits'],
    ['one basis point more quality', { minQualityBps: 9_001 }, 'Num2Bits'],
    ['one basis point fewer disputes', { maxDisputeBps: 166 }, 'Num2Bits'],
    ['no receipt at all', { minCount: 0 }, 'Num2Bits'],
    ['a negative count', { minCount: order - 1n }, 'Num2Bits'],
    ['a negative value', { minValue: order - 1n }, 'Num2Bits'],
    ['a value beyond 64 bits', { minValue: 2n ** 64n }, 'Num2Bits'],
    ['a negative quality', { minQualityBps: order - 9_000n }, 'Num2Bits'],
    ['a dispute rate beyond 100 %', { maxDisputeBps: 10_001 }, 'Num2Bits'],
    ['another anchor', { anchor: theirs.anchor + 1n }, 'AnchoredAgent'],
    ['totals that the head does not hold', { count: 61 }, 'AnchoredAgent'],
    ['a last sequence that the head does not hold', { lastSequence: 61 }, 'AnchoredAgent'],
    ['another agent', { agent: theirs.head.history.agent }, 'AnchoredAgent'],
    ['a wrong secret', { secret: theirs.secret }, 'AnchoredAgent'],
    ['another index in the tree', { headIndex: theirs.head.path.index }, 'AnchoredAgent'],
    ['an index beyond the tree that is the same index modulo 2^20', { headIndex: 2 ** 20 }, 'Num2Bits'],
    ['another sequence of the anchor', { anchorSequence: 2 }, 'AnchoredAgent'],
    ['another root of receipts', { receiptsRoot: 0n }, 'AnchoredAgent'],
  ])('%s', async (_name, change, template) =>
    expect(await circuit.solve({ ...truth, ...change })).toEqual({ refusedIn: template }),
  );

  it("the whole history of another agent under one's own secret", async () => {
    const stolen = historyTotalsSignals({ ...theirs, ...binding, secret: ours.secret }, MOST);
    expect(await circuit.solve(stolen)).toEqual({ refusedIn: 'AnchoredAgent' });
  });

  it.each<[string, Record<string, bigint>]>([
    ['a count beyond 32 bits', { count: 2n ** 32n, qualitySum: 0n }],
    ['a value beyond 64 bits', { value: 2n ** 64n }],
    ['a value that wrapped around below zero', { value: order - 1n }],
    ['a quality sum that wrapped around', { qualitySum: order - 1n }],
    ['disputes that wrapped around', { disputes: order - 1n }],
  ])('an anchored head with %s', async (_name, totals) =>
    expect(await circuit.solve(forgedRegistry(ours, totals, {}).totals)).toEqual({ refusedIn: 'Num2Bits' }),
  );

  it('reasons other than the totals: the same head with valid totals has a witness', async () =>
    expect(await circuit.solve(forgedRegistry(ours, {}, {}).totals)).toHaveProperty('witness'));
});
