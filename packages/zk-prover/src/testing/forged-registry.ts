// SPDX-License-Identifier: GPL-3.0-only
import { anchorCommitment, nextAnchor, GENESIS } from '@pos/receipts/anchor.ts';
import { fieldElement } from '@pos/receipts/field-element.ts';
import { ownerCommitment } from '@pos/receipts/identity.ts';
import { memoryTree } from '@pos/receipts/memory-tree.ts';
import { pathOf } from '@pos/receipts/merkle-tree.ts';
import { poseidonOf8, type EightElements } from '@pos/receipts/poseidon.ts';
import type { PaidAgent } from './paid-agent.ts';

type Numbers = Readonly<Record<string, bigint>>;
const hash = (...values: readonly bigint[]) =>
  poseidonOf8(values.map((value) => fieldElement(value)) as unknown as EightElements);

/**
 * A dishonest registry: anchors a head with the given totals and one receipt with the given value and quality, hashed
 * without range checks. Returns the circuits' input signals for true statements about them.
 */
export function forgedRegistry({ secret, head }: PaidAgent, totals: Numbers, receipt: Numbers) {
  const { agent, chain } = head.history;
  const count = totals['count'] ?? 1n;
  const value = totals['value'] ?? 1n;
  const qualitySum = totals['qualitySum'] ?? 10_000n;
  const disputes = totals['disputes'] ?? 0n;
  const [receiptValue = 1n, quality = 10_000n, index] = [receipt['value'], receipt['quality'], 0];
  const heads = memoryTree();
  heads.append([hash(agent, ownerCommitment(secret), count, value, qualitySum, disputes, 1n, chain)]);
  const receipts = memoryTree();
  receipts.append([hash(agent, 1n, receiptValue, quality, 1n, 0n, 0n, 0n)]);
  const anchor = nextAnchor(GENESIS, { receiptsRoot: receipts.root(), headsRoot: heads.root() });
  const common = {
    anchor: anchorCommitment(anchor),
    agent,
    secret,
    chain,
    scope: 1n,
    signalHash: 1n,
    headIndex: 0,
    headSiblings: pathOf(heads, 0).siblings,
    anchorSequence: anchor.sequence,
    previousAnchor: anchor.previous,
    receiptsRoot: anchor.receiptsRoot,
  };
  const slots = <T>(used: T, unused: T) => [used, ...Array.from({ length: 7 }, () => unused)];
  const siblings = pathOf(receipts, index).siblings;
  return {
    totals: {
      ...common,
      count,
      value,
      qualitySum,
      disputes,
      lastSequence: 1n,
      minCount: 1,
      minValue: 0n,
      minQualityBps: 0,
      maxDisputeBps: 10_000,
    },
    chosen: {
      ...common,
      historyCount: count,
      historyValue: value,
      historyQualitySum: qualitySum,
      historyDisputes: disputes,
      historyLastSequence: 1n,
      active: slots(1, 0),
      sequences: slots(1, 0),
      values: slots(receiptValue, 0n),
      qualities: slots(quality, 0n),
      skills: slots(0, 0),
      clients: slots(0, 0),
      salts: slots(0, 0),
      indices: slots(index, 0),
      siblings: slots(
        siblings,
        siblings.map(() => fieldElement(0)),
      ),
      minCount: 1,
      minValue: 0n,
      minQualityBps: 0,
      skill: 0n,
    },
  };
}
