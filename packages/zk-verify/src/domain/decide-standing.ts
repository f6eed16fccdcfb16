import type { CarriedProof, VerifiedProof } from '@pos/contract/zk-verify/schemas/proof.ts';
import { signalHash } from '@pos/receipts/binding.ts';
import type { FieldElement } from '@pos/vocabulary/field-element.ts';
import { agentElement } from '@pos/receipts/named-element.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type * as z from 'zod';
import type { ProofInputs } from './proof-inputs.ts';
import type { ProofProblem } from './proof-problem.ts';

export type VerifiedProof = z.output<typeof VerifiedProof>;

/** The parts of a verification request that a proof's signal hash covers. */
export type Request = Pick<z.output<typeof CarriedProof>, 'statement' | 'presenter' | 'nonce'> & {
  readonly registry: string;
  readonly did: Did;
};

/** Whether a proof was made for this agent, registry, statement, presenter and nonce. */
export function decideBinding(
  inputs: ProofInputs,
  { registry, did, statement, presenter, nonce }: Request,
): Result<ProofInputs, ProofProblem> {
  const mismatch = (signal: string, detail: string) =>
    err({ code: 'proof-binding-mismatch', detail, extensions: { signal } } as const);
  if (inputs.agent !== agentElement(did))
    return mismatch('agent', `The public signal "agent" is not the hash of ${did}.`);
  const expected = signalHash({ audience: registry, statement, agent: did, presenter, nonce });
  return inputs.signalHash === expected
    ? ok(inputs)
    : mismatch('signalHash', 'The public signal "signalHash" is not the hash of this request.');
}

/** The state of the registry that decides whether a proof can count, read before the proof is verified. */
export interface Known {
  /** The current scope of the statement. */
  readonly scope: FieldElement;
  /** Commitments of the accepted anchors. */
  readonly anchors: ReadonlySet<FieldElement>;
  /** Stored proofs of the same nullifier, or of the same agent, statement and scope. */
  readonly stored: readonly VerifiedProof[];
}

export type Standing = { readonly kind: 'new' } | { readonly kind: 'replay'; readonly stored: VerifiedProof };

const saysTheSame = (inputs: ProofInputs, did: Did, stored: VerifiedProof): boolean =>
  stored.nullifier === inputs.nullifier &&
  stored.did === did &&
  stored.scope === inputs.scope &&
  stored.statement === inputs.stated.statement &&
  Object.entries(inputs.stated.thresholds).every(
    ([name, value]) => (stored.thresholds as Record<string, unknown>)[name] === value,
  );

/**
 * Whether a proof would count if it is valid (`new`) or repeats a stored proof (`replay`). A replay is accepted even
 * after its scope has ended and its anchor is no longer accepted, because it changes nothing.
 */
export function decideStanding(
  inputs: ProofInputs,
  did: Did,
  { scope, anchors, stored }: Known,
): Result<Standing, ProofProblem> {
  const taken = stored.find(
    (each) =>
      each.nullifier === inputs.nullifier ||
      (each.did === did && each.statement === inputs.stated.statement && each.scope === inputs.scope),
  );
  const accepted = anchors.has(inputs.anchor);
  if (taken !== undefined && saysTheSame(inputs, did, taken) && (accepted || taken.anchor === inputs.anchor))
    return ok({ kind: 'replay', stored: taken });
  if (taken !== undefined)
    return err({
      code: 'proof-scope-used',
      detail: `The proof with the nullifier ${taken.nullifier} was verified at ${taken.verifiedAt.toISOString()}.`,
    });
  if (inputs.scope !== scope)
    return err({
      code: 'proof-scope-stale',
      detail: `The current scope is ${scope}.`,
      extensions: { scope: scope.toString() },
    });
  if (!accepted)
    return err({
      code: 'proof-anchor-unknown',
      detail: `${inputs.anchor} is not among the last ${anchors.size} anchors.`,
    });
  return ok({ kind: 'new' });
}
