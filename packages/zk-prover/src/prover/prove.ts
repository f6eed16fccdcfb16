// SPDX-License-Identifier: GPL-3.0-only
import { fieldElement, type FieldElement } from '@pos/receipts/field-element.ts';
import { nullifierElement, ownerCommitment } from '@pos/receipts/identity.ts';
import { openAnchor, type HeadOpening, type OpeningRefusal, type ReceiptOpening } from '@pos/receipts/opening.ts';
import {
  decideChosen,
  decideTotals,
  type ChosenThresholds,
  type StatementRefusal,
  type TotalsThresholds,
} from '@pos/receipts/predicates.ts';
import {
  publicSignalsOf,
  readPublicSignals,
  type NamedSignals,
  type SignalRefusal,
} from '@pos/receipts/public-signals.ts';
import type { Statement } from '@pos/receipts/statements.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import * as snarkjs from 'snarkjs';
import { endSnarkjsWorkers, memoryFile } from '../snarkjs.ts';
import { progressLogger, type OnProgress } from './progress.ts';
import { chosenReceiptsSignals, historyTotalsSignals, type WitnessInput } from './witness-input.ts';

/** A circuit's witness generator and its proving key. */
export type ProverArtefacts = { readonly wasm: Uint8Array; readonly zkey: Uint8Array };

export type ProveOptions = {
  /** Loads the artefacts of a statement, for example from files on Node or over HTTP in a page. */
  readonly load: (statement: Statement) => Promise<ProverArtefacts>;
  readonly onProgress?: OnProgress;
  /** Proves without workers, which is slower. Needed if workers are unavailable. Default: false. */
  readonly singleThread?: boolean;
};

/** Binds the proof to a request. See `binding.ts` of the receipts package. */
export type Binding = { readonly scope: FieldElement; readonly signalHash: FieldElement };

export type HistoryTotalsInput = Binding & {
  readonly secret: FieldElement;
  readonly head: HeadOpening;
  readonly wanted: TotalsThresholds;
};
export type ChosenReceiptsInput = Binding & {
  readonly secret: FieldElement;
  readonly head: HeadOpening;
  /** In ascending order of leaf index. */
  readonly chosen: readonly ReceiptOpening[];
  readonly wanted: ChosenThresholds;
};

/** A proof in the format of snarkjs: decimal strings. Only it and the public signals leave the owner's machine. */
export type Groth16Proof = {
  readonly pi_a: readonly string[];
  readonly pi_b: readonly (readonly string[])[];
  readonly pi_c: readonly string[];
  readonly protocol: string;
  readonly curve: string;
};
export type Proved<S extends Statement> = {
  readonly statement: S;
  readonly proof: Groth16Proof;
  readonly publicSignals: readonly string[];
  readonly namedSignals: NamedSignals<S>;
};

/**
 * The reason why no proof is made. For example, the statement is false, or the openings do not match the owner's secret
 * or the anchor.
 */
export type ProveRefusal = OpeningRefusal | StatementRefusal | SignalRefusal | { readonly code: 'not-the-owner' };

async function run<S extends Statement>(
  statement: S,
  signals: WitnessInput,
  namedSignals: NamedSignals<S>,
  options: ProveOptions,
): Promise<Proved<S>> {
  const report = options.onProgress ?? (() => undefined);
  report({ phase: 'load', fraction: 0 });
  const { wasm, zkey } = await options.load(statement);
  report({ phase: 'witness', fraction: 0.05 });
  const witness = memoryFile();
  await snarkjs.wtns.calculate(signals as snarkjs.CircuitSignals, memoryFile(wasm), witness);
  report({ phase: 'prove', fraction: 0.1 });
  try {
    const made = await snarkjs.groth16.prove(memoryFile(zkey), witness, progressLogger(report), {
      singleThread: options.singleThread ?? false,
    });
    const expected = publicSignalsOf(statement, namedSignals).map(String);
    if (made.publicSignals.join() !== expected.join())
      throw new Error(`The artefacts loaded for ${statement} belong to another circuit: rebuild them`);
    report({ phase: 'done', fraction: 1 });
    return { statement, proof: made.proof, publicSignals: expected, namedSignals };
  } finally {
    await endSnarkjsWorkers();
  }
}

/** The public signals of the proof. Refuses if the openings do not verify, or the owner or a range does not match. */
function signalsFor<S extends Statement>(
  statement: S,
  { secret, head, scope, signalHash }: Binding & { readonly secret: FieldElement; readonly head: HeadOpening },
  receipts: readonly ReceiptOpening[],
  thresholds: readonly (bigint | number)[],
): Result<NamedSignals<S>, ProveRefusal> {
  if (ownerCommitment(secret) !== head.history.owner) return err({ code: 'not-the-owner' });
  const anchor = openAnchor(head, receipts);
  if (!anchor.ok) return anchor;
  const bound = [nullifierElement(secret, scope), anchor.value, head.history.agent, scope, signalHash];
  return readPublicSignals(statement, [...bound, ...thresholds.map(BigInt)]);
}

/** Proves thresholds on the totals of the agent's whole history. The witness stays inside this function. */
export async function proveHistoryTotals(
  input: HistoryTotalsInput,
  options: ProveOptions,
): Promise<Result<Proved<'history-totals'>, ProveRefusal>> {
  const { wanted, head } = input;
  const named = signalsFor(
    'history-totals',
    input,
    [],
    [wanted.minCount, wanted.minValueAtomic, wanted.minQualityBps, wanted.maxDisputeBps],
  );
  if (!named.ok) return named;
  const truth = decideTotals(head.history.totals, wanted);
  if (!truth.ok) return truth;
  const signals = historyTotalsSignals({ ...input, anchor: fieldElement(named.value.anchor) }, wanted);
  return ok(await run('history-totals', signals, named.value, options));
}

/** Proves that chosen receipts of the agent reach the thresholds, without revealing which receipts they are. */
export async function proveChosenReceipts(
  input: ChosenReceiptsInput,
  options: ProveOptions,
): Promise<Result<Proved<'chosen-receipts'>, ProveRefusal>> {
  const { wanted, head, chosen } = input;
  const named = signalsFor('chosen-receipts', input, chosen, [
    wanted.minCount,
    wanted.minValueAtomic,
    wanted.minQualityBps,
    wanted.skill,
  ]);
  if (!named.ok) return named;
  const truth = decideChosen(head.history.agent, chosen, wanted);
  if (!truth.ok) return truth;
  const signals = chosenReceiptsSignals({ ...input, anchor: fieldElement(named.value.anchor) }, chosen, wanted);
  return ok(await run('chosen-receipts', signals, named.value, options));
}
