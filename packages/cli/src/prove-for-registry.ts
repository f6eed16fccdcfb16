// SPDX-License-Identifier: GPL-3.0-only
import type { RegistryClient } from '@pos/client/client.ts';
import { proveControl } from '@pos/client/prove-control.ts';
import { orThrow } from '@pos/client/result.ts';
import type { ProofSubmission } from '@pos/contract/zk-verify/schemas/proof.ts';
import { signalHash } from '@pos/receipts/binding.ts';
import { CIRCUITS } from '@pos/receipts/circuits.ts';
import type { ReceiptOpening } from '@pos/receipts/opening.ts';
import type { ChosenThresholds, TotalsThresholds } from '@pos/receipts/predicates.ts';
import type { Statement } from '@pos/receipts/statements.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { FieldElement } from '@pos/vocabulary/field-element.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { OUTCOMES } from '@pos/vocabulary/work-history.ts';
import {
  proveChosenReceipts,
  proveHistoryTotals,
  type ChosenReceiptsInput,
  type ProveOptions,
  type ProveRefusal,
  type Proved,
} from '@pos/zk-prover/prover/prove.ts';
import type * as z from 'zod';
import { chooseReceipts } from './choose-receipts.ts';

/** The statement to prove, with its thresholds. */
export type Wanted =
  | ({ readonly statement: 'history-totals' } & TotalsThresholds)
  | ({ readonly statement: 'chosen-receipts' } & ChosenThresholds);

export interface Owner {
  readonly did: Did;
  readonly secret: FieldElement;
  /** Signs the UTF-8 bytes of a text with a key of the DID, for control proofs. */
  readonly sign: (text: string) => string | Promise<string>;
}

export interface Presentation {
  /** The party that presents the proof. A copy presented by another party is refused. */
  readonly presenter: string;
  /** Value chosen by the audience, so that the proof is valid for one request only. */
  readonly nonce: string;
}

type Registry = Pick<RegistryClient, 'listStatements' | 'createChallenge' | 'openHistory'>;
type Submission = z.input<typeof ProofSubmission>;

export type Refused =
  ProveRefusal | { readonly code: 'other-circuit' | 'statement-closed'; readonly statement: Statement };

/** Receipts per request. */
const PAGE = 200;

/** Fetches openings of one agent's history, with a new control proof for each request. */
type OpenHistory = (receipts?: ReceiptChoice) => Promise<History>;
type ReceiptChoice = Parameters<Registry['openHistory']>[0]['body']['receipts'];
type History = Extract<Awaited<ReturnType<Registry['openHistory']>>, { readonly ok: true }>['value'];

/**
 * Fetches the openings of the agent's anchored history as its owner, and makes the proof in this process (Node or a
 * browser page). The owner shares only the result; the openings and the secret stay in this process.
 */
export async function proveForRegistry(
  registry: Registry,
  owner: Owner,
  wanted: Wanted,
  presentation: Presentation,
  options: ProveOptions,
): Promise<Result<Submission, Refused>> {
  const { statement } = wanted;
  const offered = orThrow(await registry.listStatements());
  const offer = offered.statements.find((each) => each.statement === statement);
  if (offer?.open !== true) return err({ code: 'statement-closed', statement });
  if (offer.circuit.provingKeySha256 !== CIRCUITS[statement].provingKeySha256)
    return err({ code: 'other-circuit', statement });
  const open = historyOpener(registry, owner);
  const bound = {
    secret: owner.secret,
    scope: offer.scope,
    signalHash: signalHash({ audience: offered.registry, statement, agent: owner.did, ...presentation }),
  };
  const proved =
    wanted.statement === 'history-totals'
      ? await proveHistoryTotals({ ...bound, head: (await open()).head, wanted }, options)
      : await proveChosen(open, bound, wanted, options);
  if (!proved.ok) return proved;
  const { proof, publicSignals } = proved.value;
  return ok({ statement, did: owner.did, ...presentation, proof, publicSignals });
}

/**
 * The receipts with the types of the circuits. Throws for an outcome that the circuits do not know, because no proof can
 * use it.
 */
const readReceipts = ({ receipts }: History): readonly ReceiptOpening[] =>
  receipts.map(({ path, receipt: { outcome, qualityBps, ...receipt } }) => {
    const known = OUTCOMES.find((each) => each === outcome);
    if (known === undefined)
      throw new Error(
        `The history has a receipt with the outcome ${outcome}, which this tool cannot prove: update it.`,
      );
    return { path, receipt: { ...receipt, outcome: known, qualityBps: scoreBps(qualityBps) } };
  });

const historyOpener =
  (registry: Registry, { did, sign }: Owner): OpenHistory =>
  async (receipts) => {
    const controlProof = await proveControl(registry, { did, purpose: 'open-history', sign });
    const body = { proof: controlProof, ...(receipts === undefined ? {} : { receipts }) };
    return orThrow(await registry.openHistory({ params: { did }, body }));
  };

async function proveChosen(
  open: OpenHistory,
  bound: Pick<ChosenReceiptsInput, 'secret' | 'scope' | 'signalHash'>,
  wanted: ChosenThresholds,
  options: ProveOptions,
): Promise<Result<Proved<'chosen-receipts'>, ProveRefusal>> {
  const all: ReceiptOpening[] = [];
  let page = await open({ limit: PAGE });
  for (all.push(...readReceipts(page)); page.nextCursor !== null; all.push(...readReceipts(page)))
    page = await open({ limit: PAGE, cursor: page.nextCursor });
  const sequences = chooseReceipts(all, wanted).map(({ receipt }) => receipt.sequence);
  if (sequences.length === 0) return err({ code: 'too-few-receipts' });
  // Pages may have been opened under different anchors. This request opens the head and all chosen receipts under the
  // same anchor.
  const opened = await open({ sequences });
  const chosen = readReceipts(opened).toSorted((left, right) => left.path.index - right.path.index);
  return proveChosenReceipts({ ...bound, head: opened.head, chosen, wanted }, options);
}
