import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { accumulatorHead } from './accumulator.ts';
import { anchorCommitment, GENESIS, nextAnchor } from './anchor.ts';
import { fieldElement, type FieldElement } from './field-element.ts';
import { memoryTree } from './memory-tree.ts';
import { pathOf } from './merkle-tree.ts';
import { HeadOpening, openAnchor, ReceiptOpening } from './opening.ts';
import { rebuild, type LedgerEntry, type RebuiltRegistry } from './rebuild.ts';
import { receiptLeaf } from './receipt.ts';
import { elementArb, ledgerArb } from './testing/arbitraries.ts';

function rebuilt(entries: readonly LedgerEntry[]): RebuiltRegistry {
  const registry = rebuild(entries);
  if (!registry.ok) throw new Error(registry.error.code);
  return registry.value;
}
const rootsOf = ({ receiptsTree, headsTree }: RebuiltRegistry) => ({
  receiptsRoot: receiptsTree.root(),
  headsRoot: headsTree.root(),
});

/** The roots as the live registry computes them: one entry at a time, with its head and leaf written immediately. */
function live(entries: readonly LedgerEntry[]) {
  const receipts = memoryTree();
  const heads = memoryTree();
  entries.forEach((entry, at) => {
    const state = rebuilt(entries.slice(0, at + 1));
    const agent = state.agents.get(entry.kind === 'receipt-issued' ? entry.receipt.agent : entry.agent);
    if (agent !== undefined) heads.set(new Map([[agent.index, accumulatorHead(agent.history)]]));
    if (entry.kind === 'receipt-issued') receipts.append([receiptLeaf(entry.receipt)]);
  });
  return { receiptsRoot: receipts.root(), headsRoot: heads.root() };
}

const some = { numRuns: 12 };

describe('rebuilding from the ledger', () => {
  it('gives the same roots as writing the entries one at a time', () =>
    fc.assert(
      fc.property(ledgerArb, (entries) => expect(rootsOf(rebuilt(entries))).toEqual(live(entries))),
      some,
    ));

  it('gives other roots when a receipt is left out or changed', () =>
    fc.assert(
      fc.property(ledgerArb, elementArb, (entries, salt) => {
        const last = entries.findLastIndex(({ kind }) => kind === 'receipt-issued');
        const entry = entries[last];
        fc.pre(entry?.kind === 'receipt-issued' && entry.receipt.salt !== salt);
        if (entry?.kind !== 'receipt-issued') return;
        const honest = rootsOf(rebuilt(entries));
        const without = rootsOf(rebuilt(entries.toSpliced(last, 1)));
        const changed = rootsOf(rebuilt(entries.with(last, { ...entry, receipt: { ...entry.receipt, salt } })));
        for (const other of [without, changed]) {
          expect(other.receiptsRoot).not.toBe(honest.receiptsRoot);
          expect(other.headsRoot).not.toBe(honest.headsRoot);
        }
      }),
      some,
    ));

  it('gives an agent its new owner and keeps its history', () =>
    fc.assert(
      fc.property(ledgerArb, elementArb, (entries, owner) => {
        const [first] = entries;
        if (first?.kind !== 'agent-enrolled') throw new Error('The first entry is not an enrolment');
        const { agent } = first;
        const before = rebuilt(entries).agents.get(agent);
        const after = rebuilt([...entries, { kind: 'owner-changed', agent, owner }]);
        expect(after.agents.get(agent)).toEqual({ ...before, history: { ...before?.history, owner } });
        expect(rebuild([{ kind: 'owner-changed', agent, owner }])).toEqual({
          ok: false,
          error: { code: 'agent-unknown', at: 0 },
        });
      }),
      some,
    ));

  it('refuses a second enrolment and a receipt of an unknown agent, by position', () =>
    fc.assert(
      fc.property(ledgerArb, (entries) => {
        const first = entries[0];
        if (first?.kind !== 'agent-enrolled') throw new Error('The first entry is not an enrolment');
        expect(rebuild([...entries, first])).toEqual({
          ok: false,
          error: { code: 'agent-enrolled-twice', at: entries.length },
        });
        const receipt = entries.find((entry) => entry.kind === 'receipt-issued');
        if (receipt !== undefined)
          expect(rebuild([receipt])).toEqual({ ok: false, error: { code: 'agent-unknown', at: 0 } });
      }),
      some,
    ));
});

describe('openings', () => {
  const openingsOf = (registry: RebuiltRegistry, agent: FieldElement) => {
    const anchor = nextAnchor(GENESIS, rootsOf(registry));
    const enrolled = registry.agents.get(agent);
    if (enrolled === undefined) throw new Error('unknown agent');
    const head: HeadOpening = { anchor, history: enrolled.history, path: pathOf(registry.headsTree, enrolled.index) };
    const receipts = registry.receipts.map((receipt, index): ReceiptOpening => ({
      receipt,
      path: pathOf(registry.receiptsTree, index),
    }));
    return { anchor, head, receipts };
  };

  it('verify under their anchor after a round trip through JSON, and fail with altered totals', () =>
    fc.assert(
      fc.property(ledgerArb, (entries) => {
        const registry = rebuilt(entries);
        for (const agent of registry.agents.keys()) {
          const { anchor, head, receipts } = openingsOf(registry, agent);
          const wire = JSON.parse(JSON.stringify(HeadOpening.encode(head)));
          const wireReceipts = JSON.parse(JSON.stringify(receipts.map((receipt) => ReceiptOpening.encode(receipt))));
          const served = HeadOpening.decode(wire);
          const servedReceipts = wireReceipts.map((receipt: never) => ReceiptOpening.decode(receipt));
          expect(openAnchor(served, servedReceipts)).toEqual({ ok: true, value: anchorCommitment(anchor) });

          const { totals } = served.history;
          const inflated = {
            ...served,
            history: { ...served.history, totals: { ...totals, count: totals.count + 1 } },
          };
          expect(openAnchor(inflated)).toEqual({ ok: false, error: { code: 'head-not-anchored' } });
          const [receipt, ...others] = receipts;
          if (receipt === undefined) continue;
          const { salt, sequence } = receipt.receipt;
          const stray = {
            ...receipt,
            receipt: { ...receipt.receipt, salt: fieldElement(salt === 0n ? 1n : salt - 1n) },
          };
          expect(openAnchor(head, [...others, stray])).toEqual({
            ok: false,
            error: { code: 'receipt-not-anchored', sequence },
          });
        }
      }),
      { numRuns: 5 },
    ));
});
