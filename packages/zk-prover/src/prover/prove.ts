// SPDX-License-Identifier: GPL-3.0-only
import { fieldElement, type FieldElement } from '@pos/receipts/field-element.ts';
import { nullifierElement, ownerCommitment } from '@pos/receipts/identity.ts';
import { openAnchor, type HeadOpening, type OpeningRefusal, type ReceiptOpening } from '@pos/receipts/opening.ts';
import {
  decideChosen,
  decideTotals,
  type ChosenThresholds,
  type ClaimRefusal,
  type TotalsThresholds,
} from '@pos/receipts/predicates.ts';
import { publicSignalsOf, readPublicSignals, type ClaimOf, type SignalRefusal } from '@pos/receipts/public-signals.ts';
import type { Statement } from '@pos/receipts/statements.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import * as snarkjs from 'snarkjs';
import { endSnarkjsWorkers, memoryFile } from '../snarkjs.ts';
import { progressLogger, type OnProgress } from './progress.ts';
import { chosenReceiptsSignals, historyTotalsSignals, type WitnessInput } from './witness-input.ts';

/** A circuit's witness generator and its proving key, from wherever the caller keeps them. */
export type ProverArtefacts = { readonly wasm: Uint8Array; readonly zkey: Uint8Array };

export type ProveOptions = {
  readonly load: (statement: Statement) => Promise<ProverArtefacts>;
  readonly onProgress?: OnProgress;
  /** Proves without workers: slower, and possible where workers are not. */
  readonly singleThread?: boolean;
};

/** What the proof is for; see `binding.ts` of the receipts package. */
export type Binding = { readonly scope: FieldElement; readonly signalHash: FieldElement };

export type HistoryTotalsInput = Binding & {
  readonly secret: FieldElement;
  readonly head: HeadOpening;
  readonly wanted: TotalsThresholds;
};
export type ChosenReceiptsInput = Binding & {
  readonly secret: FieldElement;
  readonly head: HeadOpening;
  /** In order of their leaf index. */
  readonly chosen: readonly ReceiptOpening[];
  readonly wanted: ChosenThresholds;
};

/** As snarkjs writes it: decimal strings. This and the public signals are all that leaves the owner's machine. */
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
  readonly claim: ClaimOf<S>;
};

/** Nothing here is worth a proof: the statement is false, or the opening does not belong to the secret or its anchor. */
export type ProveRefusal = OpeningRefusal | ClaimRefusal | SignalRefusal | { readonly code: 'not-the-owner' };

async function run<S extends Statement>(
  statement: S,
  signals: WitnessInput,
  claim: ClaimOf<S>,
  options: ProveOptions,
): Promise<Proved<S>> {
  const tell = options.onProgress ?? (() => undefined);
  tell({ phase: 'load', fraction: 0 });
  const { wasm, zkey } = await options.load(statement);
  tell({ phase: 'witness', fraction: 0.05 });
  const witness = memoryFile();
  await snarkjs.wtns.calculate(signals as snarkjs.CircuitSignals, memoryFile(wasm), witness);
  tell({ phase: 'prove', fraction: 0.1 });
  try {
    const made = await snarkjs.groth16.prove(memoryFile(zkey), witness, progressLogger(tell), {
      singleThread: options.singleThread ?? false,
    });
    const expected = publicSignalsOf(statement, claim).map(String);
    if (made.publicSignals.join() !== expected.join())
      throw new Error(`The artefacts loaded for ${statement} are of another circuit: rebuild them`);
    tell({ phase: 'done', fraction: 1 });
    return { statement, proof: made.proof, publicSignals: expected, claim };
  } finally {
    await endSnarkjsWorkers();
  }
}

/** The public signals that the proof will carry, when opening, owner and ranges are right. */
function claimFor<S extends Statement>(
  statement: S,
  { secret, head, scope, signalHash }: Binding & { readonly secret: FieldElement; readonly head: HeadOpening },
  receipts: readonly ReceiptOpening[],
  thresholds: readonly (bigint | number)[],
): Result<ClaimOf<S>, ProveRefusal> {
  if (ownerCommitment(secret) !== head.history.owner) return err({ code: 'not-the-owner' });
  const anchor = openAnchor(head, receipts);
  if (!anchor.ok) return anchor;
  const bound = [nullifierElement(secret, scope), anchor.value, head.history.agent, scope, signalHash];
  return readPublicSignals(statement, [...bound, ...thresholds.map(BigInt)]);
}

/** Proves what the agent's whole history adds up to. The witness is made and used here and nowhere else. */
export async function proveHistoryTotals(
  input: HistoryTotalsInput,
  options: ProveOptions,
): Promise<Result<Proved<'history-totals'>, ProveRefusal>> {
  const { wanted, head } = input;
  const claim = claimFor(
    'history-totals',
    input,
    [],
    [wanted.minCount, wanted.minValueAtomic, wanted.minQualityBps, wanted.maxDisputeBps],
  );
  if (!claim.ok) return claim;
  const truth = decideTotals(head.history.totals, wanted);
  if (!truth.ok) return truth;
  const signals = historyTotalsSignals({ ...input, anchor: fieldElement(claim.value.anchor) }, wanted);
  return ok(await run('history-totals', signals, claim.value, options));
}

/** Proves that some of the agent's receipts reach the thresholds, and not which. */
export async function proveChosenReceipts(
  input: ChosenReceiptsInput,
  options: ProveOptions,
): Promise<Result<Proved<'chosen-receipts'>, ProveRefusal>> {
  const { wanted, head, chosen } = input;
  const claim = claimFor('chosen-receipts', input, chosen, [
    wanted.minCount,
    wanted.minValueAtomic,
    wanted.minQualityBps,
    wanted.skill,
  ]);
  if (!claim.ok) return claim;
  const truth = decideChosen(head.history.agent, chosen, wanted);
  if (!truth.ok) return truth;
  const signals = chosenReceiptsSignals({ ...input, anchor: fieldElement(claim.value.anchor) }, chosen, wanted);
  return ok(await run('chosen-receipts', signals, claim.value, options));
}
