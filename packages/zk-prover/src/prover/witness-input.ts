// SPDX-License-Identifier: GPL-3.0-only
import type { FieldElement } from '@pos/receipts/field-element.ts';
import { NO_SKILL } from '@pos/receipts/identity.ts';
import { TREE_DEPTH } from '@pos/receipts/merkle-tree.ts';
import type { HeadOpening, ReceiptOpening } from '@pos/receipts/opening.ts';
import type { ChosenThresholds, TotalsThresholds } from '@pos/receipts/predicates.ts';
import { CHOSEN_RECEIPTS } from '@pos/receipts/statements.ts';

/** The inputs that both statements share: the owner's secret, the opened head, and the proof's binding. */
export type BoundInput = {
  readonly secret: FieldElement;
  readonly head: HeadOpening;
  /** Commitment of the anchor. */
  readonly anchor: FieldElement;
  readonly scope: FieldElement;
  readonly signalHash: FieldElement;
};

export type SignalValue = bigint | number | readonly SignalValue[];
/** Values of the circuit's input signals, by their names in the circuit. */
export type WitnessInput = Readonly<Record<string, SignalValue>>;

const boundSignals = ({ secret, head, anchor, scope, signalHash }: BoundInput) => ({
  secret,
  anchor,
  scope,
  signalHash,
  agent: head.history.agent,
  chain: head.history.chain,
  headIndex: head.path.index,
  headSiblings: head.path.siblings,
  anchorSequence: head.anchor.sequence,
  previousAnchor: head.anchor.previous,
  receiptsRoot: head.anchor.receiptsRoot,
});

/** The circuit's input signals for the totals of the whole history. */
export function historyTotalsSignals(input: BoundInput, wanted: TotalsThresholds): WitnessInput {
  const { totals } = input.head.history;
  return {
    ...boundSignals(input),
    count: totals.count,
    value: totals.valueAtomic,
    qualitySum: totals.qualitySumBps,
    disputes: totals.disputes,
    lastSequence: totals.lastSequence,
    minCount: wanted.minCount,
    minValue: wanted.minValueAtomic,
    minQualityBps: wanted.minQualityBps,
    maxDisputeBps: wanted.maxDisputeBps,
  };
}

const UNUSED = {
  active: 0,
  sequence: 0,
  value: 0n,
  quality: 0,
  skill: NO_SKILL,
  client: 0n,
  salt: 0n,
  index: 0,
  siblings: Array.from({ length: TREE_DEPTH }, () => 0n),
};

/** The circuit's input signals for the chosen receipts. Unused slots follow the used ones and contain zeros. */
export function chosenReceiptsSignals(
  input: BoundInput,
  chosen: readonly ReceiptOpening[],
  wanted: ChosenThresholds,
): WitnessInput {
  const { totals } = input.head.history;
  const used = chosen.map(({ receipt, path }) => ({
    active: 1,
    sequence: receipt.sequence,
    value: receipt.valueAtomic,
    quality: receipt.qualityBps,
    skill: receipt.skill,
    client: receipt.client,
    salt: receipt.salt,
    index: path.index,
    siblings: path.siblings,
  }));
  const slots = [...used, ...Array.from({ length: Math.max(0, CHOSEN_RECEIPTS - used.length) }, () => UNUSED)];
  return {
    ...boundSignals(input),
    historyCount: totals.count,
    historyValue: totals.valueAtomic,
    historyQualitySum: totals.qualitySumBps,
    historyDisputes: totals.disputes,
    historyLastSequence: totals.lastSequence,
    active: slots.map(({ active }) => active),
    sequences: slots.map(({ sequence }) => sequence),
    values: slots.map(({ value }) => value),
    qualities: slots.map(({ quality }) => quality),
    skills: slots.map(({ skill }) => skill),
    clients: slots.map(({ client }) => client),
    salts: slots.map(({ salt }) => salt),
    indices: slots.map(({ index }) => index),
    siblings: slots.map(({ siblings }) => siblings),
    minCount: wanted.minCount,
    minValue: wanted.minValueAtomic,
    minQualityBps: wanted.minQualityBps,
    skill: wanted.skill,
  };
}
