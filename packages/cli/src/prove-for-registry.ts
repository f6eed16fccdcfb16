// SPDX-License-Identifier: GPL-3.0-only
import type { RegistryClient } from '@pos/client/client.ts';
import { proveControl } from '@pos/client/prove-control.ts';
import { orThrow } from '@pos/client/result.ts';
import type { ProofSubmission } from '@pos/contract/zk-verify/schemas/proof.ts';
import type { OpenHistoryRequest } from '@pos/contract/history/schemas/history.ts';
import { signalHash } from '@pos/receipts/binding.ts';
import { CIRCUITS } from '@pos/receipts/circuits.ts';
import type { ReceiptOpening } from '@pos/receipts/opening.ts';
import type { ChosenThresholds, TotalsThresholds } from '@pos/receipts/predicates.ts';
import type { Statement } from '@pos/receipts/statements.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { FieldElement } from '@pos/vocabulary/field-element.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import {
  proveChosenReceipts,
  proveHistoryTotals,
  type ProveOptions,
  type ProveRefusal,
  type Proved,
} from '@pos/zk-prover/prover/prove.ts';
import type * as z from 'zod';
import { chooseReceipts } from './choose-receipts.ts';

/** What is to be proved: the totals of the whole history, or of receipts that are chosen for it. */
export type Wanted =
  | ({ readonly statement: 'history-totals' } & TotalsThresholds)
  | ({ readonly statement: 'chosen-receipts' } & ChosenThresholds);

export interface Owner {
  readonly did: Did;
  readonly secret: FieldElement;
  /** Signs the UTF-8 bytes of a text with a key of the DID. */
  readonly sign: (text: string) => string | Promise<string>;
}

export interface Presentation {
  /** Who presents the proof and what it answers: a copy in another's hands is void. */
  readonly presenter: string;
  readonly nonce: string;
}

type Registry = Pick<RegistryClient, 'listStatements' | 'createChallenge' | 'openHistory'>;
type Submission = z.input<typeof ProofSubmission>;

export type Refused =
  ProveRefusal | { readonly code: 'other-circuit' | 'statement-closed'; readonly statement: Statement };

/** Receipts of one answer. */
const PAGE = 200;

/**
 * Fetches what opens the agent's anchored history, as its owner, and proves in place: on Node, or on a page. What comes
 * back is all that anybody else ever needs to see; openings and secret go no further than the prover.
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
  const bound = {
    scope: offer.scope,
    signalHash: signalHash({ audience: offered.registry, statement, agent: owner.did, ...presentation }),
  };
  const proved = wanted.statement === 'history-totals' ? await proveTotals() : await proveChosen(wanted);
  if (!proved.ok) return proved;
  const { proof, publicSignals } = proved.value;
  return ok({ statement, did: owner.did, ...presentation, proof, publicSignals });

  async function open(receipts?: z.input<typeof OpenHistoryRequest>['receipts']) {
    const proof = await proveControl(registry, { did: owner.did, purpose: 'open-history', sign: owner.sign });
    return orThrow(
      await registry.openHistory({
        params: { did: owner.did },
        body: { proof, ...(receipts === undefined ? {} : { receipts }) },
      }),
    );
  }

  async function proveTotals(): Promise<Result<Proved<'history-totals'>, ProveRefusal>> {
    const { head } = await open();
    return proveHistoryTotals({ ...bound, secret: owner.secret, head, wanted: wanted as TotalsThresholds }, options);
  }

  async function proveChosen(thresholds: ChosenThresholds): Promise<Result<Proved<'chosen-receipts'>, ProveRefusal>> {
    const all: ReceiptOpening[] = [];
    let page = await open({ limit: PAGE });
    for (all.push(...page.receipts); page.nextBefore !== null; all.push(...page.receipts))
      page = await open({ limit: PAGE, before: page.nextBefore });
    const sequences = chooseReceipts(all, thresholds).map(({ receipt }) => receipt.sequence);
    if (sequences.length === 0) return err({ code: 'too-few-jobs' });
    // Once more, so that all of them and the head open under one anchor.
    const { head, receipts } = await open({ sequences });
    const chosen = receipts.toSorted((left, right) => left.path.index - right.path.index);
    return proveChosenReceipts({ ...bound, secret: owner.secret, head, chosen, wanted: thresholds }, options);
  }
}
