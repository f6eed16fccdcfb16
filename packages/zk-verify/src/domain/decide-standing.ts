import type { CarriedProof, VerifiedProof } from '@pos/contract/zk-verify/schemas/proof.ts';
import { signalHash } from '@pos/receipts/binding.ts';
import type { FieldElement } from '@pos/vocabulary/field-element.ts';
import { agentElement } from '@pos/receipts/named-element.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type * as z from 'zod';
import type { Claim } from './claim.ts';
import type { ProofProblem } from './proof-problem.ts';

export type VerifiedProof = z.output<typeof VerifiedProof>;

/** The request that a proof came with, as far as its signal hash is about it. */
export type Request = Pick<z.output<typeof CarriedProof>, 'statement' | 'presenter' | 'nonce'> & {
  readonly registry: string;
  readonly did: Did;
};

/** Whether a proof was made for this very request: for this agent, this registry, this presenter, this nonce. */
export function decideBinding(
  claim: Claim,
  { registry, did, statement, presenter, nonce }: Request,
): Result<Claim, ProofProblem> {
  const mismatch = (signal: string, detail: string) =>
    err({ code: 'proof-binding-mismatch', detail, extensions: { signal } } as const);
  if (claim.agent !== agentElement(did))
    return mismatch('agent', `The public signal "agent" is not the hash of ${did}.`);
  const expected = signalHash({ audience: registry, statement, agent: did, presenter, nonce });
  return claim.signalHash === expected
    ? ok(claim)
    : mismatch('signalHash', 'The public signal "signalHash" is not the hash of this request.');
}

/** What the registry knows of a claim before it verifies the proof. */
export interface Known {
  /** The scope that is open now. */
  readonly scope: FieldElement;
  readonly anchors: ReadonlySet<FieldElement>;
  /** Stored proofs of the same nullifier, or of the same agent, statement and scope. */
  readonly stored: readonly VerifiedProof[];
}

export type Standing = { readonly kind: 'new' } | { readonly kind: 'replay'; readonly stored: VerifiedProof };

const saysTheSame = (claim: Claim, did: Did, stored: VerifiedProof): boolean =>
  stored.nullifier === claim.nullifier &&
  stored.did === did &&
  stored.scope === claim.scope &&
  stored.statement === claim.claimed.statement &&
  Object.entries(claim.claimed.thresholds).every(
    ([name, value]) => (stored.thresholds as Record<string, unknown>)[name] === value,
  );

/**
 * Whether a claim could count if its proof holds, or repeats one that counts. A repetition may come after its scope and
 * its anchor are gone: it changes nothing.
 */
export function decideStanding(
  claim: Claim,
  did: Did,
  { scope, anchors, stored }: Known,
): Result<Standing, ProofProblem> {
  const taken = stored.find(
    (each) =>
      each.nullifier === claim.nullifier ||
      (each.did === did && each.statement === claim.claimed.statement && each.scope === claim.scope),
  );
  const accepted = anchors.has(claim.anchor);
  if (taken !== undefined && saysTheSame(claim, did, taken) && (accepted || taken.anchor === claim.anchor))
    return ok({ kind: 'replay', stored: taken });
  if (taken !== undefined)
    return err({
      code: 'proof-scope-used',
      detail: `Verified at ${taken.verifiedAt.toISOString()}: ${taken.nullifier}.`,
    });
  if (claim.scope !== scope)
    return err({
      code: 'proof-scope-stale',
      detail: `The current scope is ${scope}.`,
      extensions: { scope: scope.toString() },
    });
  if (!accepted)
    return err({
      code: 'proof-anchor-unknown',
      detail: `${claim.anchor} is none of the last ${anchors.size} anchors.`,
    });
  return ok({ kind: 'new' });
}
