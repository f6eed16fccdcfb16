import { describe, expect, it } from '@jest/globals';
import { accumulatorHead, appendReceipt, startHistory, type AgentHistory } from '@pos/receipts/accumulator.ts';
import { anchorCommitment, GENESIS, nextAnchor } from '@pos/receipts/anchor.ts';
import { fieldElement, type FieldElement } from '@pos/receipts/field-element.ts';
import { agentElement, NO_OWNER } from '@pos/receipts/identity.ts';
import { memoryTree } from '@pos/receipts/memory-tree.ts';
import { elementArb, receiptBodyArb } from '@pos/receipts/testing/arbitraries.ts';
import { did as didOf, type Did } from '@pos/vocabulary/did.ts';
import fc from 'fast-check';
import type { Deviation } from './deviation.ts';
import { replayHistory, type RecordedAnchor, type StoredHead, type StoredReceipt } from './replay-history.ts';

const DIDS = ['ada', 'ben', 'cleo'].map((name) => didOf(`did:web:${name}.example`));

interface Round {
  readonly receipts: readonly StoredReceipt[];
  readonly heads: readonly StoredHead[];
  readonly recorded: RecordedAnchor;
}

/** The rows of an honest registry: in each round some receipts, then an anchor. */
const registryArb: fc.Arbitrary<Round[]> = fc
  .array(fc.array(fc.tuple(fc.nat(2), receiptBodyArb), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 })
  .map((rounds) => {
    const histories = new Map<Did, AgentHistory>();
    const places = new Map<Did, number>();
    const [receiptsTree, headsTree] = [memoryTree(), memoryTree()];
    let last = GENESIS;
    return rounds.map((bodies): Round => {
      const receipts = bodies.map(([pick, body], at): StoredReceipt => {
        const did = DIDS[pick] ?? didOf('did:web:nobody.example');
        const history = histories.get(did) ?? startHistory(agentElement(did), NO_OWNER);
        const receipt = { ...body, agent: history.agent, sequence: history.totals.lastSequence + 1 };
        const appended = appendReceipt(history, receipt);
        if (!appended.ok) throw new Error(appended.error.code);
        histories.set(did, appended.value.history);
        return {
          did,
          receipt,
          leaf: appended.value.leaf,
          chain: appended.value.history.chain,
          leafIndex: receiptsTree.size + at,
        };
      });
      receiptsTree.append(receipts.map(({ leaf }) => leaf));
      const heads = [...new Set(receipts.map(({ did }) => did))].map((did): StoredHead => {
        const history = histories.get(did);
        if (history === undefined) throw new Error('An agent with receipts has no history');
        if (!places.has(did)) places.set(did, places.size);
        return { did, headIndex: places.get(did) ?? -1, owner: NO_OWNER, head: accumulatorHead(history) };
      });
      headsTree.set(new Map(heads.map(({ headIndex, head }) => [headIndex, head])));
      last = nextAnchor(last, { receiptsRoot: receiptsTree.root(), headsRoot: headsTree.root() });
      return {
        receipts,
        heads,
        recorded: {
          anchor: last,
          commitment: anchorCommitment(last),
          receiptsSize: receiptsTree.size,
          headsSize: headsTree.size,
        },
      };
    });
  });

function deviationsOf(rounds: readonly Round[]): Deviation[] {
  const replay = replayHistory();
  return rounds.flatMap(({ receipts, heads, recorded }) => [
    ...receipts.flatMap((receipt) => replay.takeReceipt(receipt)),
    ...replay.takeAnchor(recorded, heads),
  ]);
}

type Change = (round: Round, other: FieldElement) => Round;
const firstReceipt = (round: Round, change: (receipt: StoredReceipt) => StoredReceipt): Round => ({
  ...round,
  receipts: round.receipts.map((receipt, at) => (at === 0 ? change(receipt) : receipt)),
});

const CHANGES: readonly (readonly [string, Change])[] = [
  [
    'a receipt with another salt',
    (round, salt) => firstReceipt(round, (stored) => ({ ...stored, receipt: { ...stored.receipt, salt } })),
  ],
  [
    'a receipt with another client and another leaf',
    (round, client) =>
      firstReceipt(round, (stored) => ({ ...stored, receipt: { ...stored.receipt, client }, leaf: client })),
  ],
  ['a receipt left out', (round) => ({ ...round, receipts: round.receipts.slice(1) })],
  [
    'a receipt with another leaf index',
    (round) => firstReceipt(round, (stored) => ({ ...stored, leafIndex: (stored.leafIndex ?? 0) + 1 })),
  ],
  ['another owner', (round, owner) => ({ ...round, heads: round.heads.map((head) => ({ ...head, owner })) })],
  ['heads left out', (round) => ({ ...round, heads: [] })],
  [
    'another root of receipts',
    (round, receiptsRoot) => ({
      ...round,
      recorded: { ...round.recorded, anchor: { ...round.recorded.anchor, receiptsRoot } },
    }),
  ],
  ['another commitment', (round, commitment) => ({ ...round, recorded: { ...round.recorded, commitment } })],
];

describe('replaying a history', () => {
  it('finds no deviation in an honest registry', () =>
    fc.assert(
      fc.property(registryArb, (rounds) => expect(deviationsOf(rounds)).toEqual([])),
      { numRuns: 8 },
    ));

  it.each(CHANGES)('finds %s', (_, change) =>
    fc.assert(
      fc.property(
        registryArb,
        fc.nat(),
        elementArb.filter((element) => element > fieldElement(10)),
        (rounds, pick, other) => {
          const at = pick % rounds.length;
          expect(deviationsOf(rounds.map((round, index) => (index === at ? change(round, other) : round)))).not.toEqual(
            [],
          );
        },
      ),
      { numRuns: 4 },
    ),
  );
});
