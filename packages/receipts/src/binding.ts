import type { Did } from '@pos/vocabulary/did.ts';
import type { FieldElement } from './field-element.ts';
import { hashToField } from './hash-to-field.ts';
import type { Statement } from './statements.ts';

/** Where a proof counts: one nullifier for each owner, statement and epoch of a registry. The server computes it, never the prover. */
export type ProofScope = { readonly registry: string; readonly statement: Statement; readonly epoch: number };

export const scopeElement = ({ registry, statement, epoch }: ProofScope): FieldElement =>
  hashToField('scope', registry, statement, String(epoch));

/** The request that a proof answers: whoever copies the proof into another request has the wrong signal hash. */
export type ProofRequest = {
  readonly audience: string;
  readonly statement: Statement;
  readonly agent: Did;
  /** Who presents the proof: a DID, a key or an account, as the audience knows it. */
  readonly presenter: string;
  /** Chosen by the audience. */
  readonly nonce: string;
};

export const signalHash = ({ audience, statement, agent, presenter, nonce }: ProofRequest): FieldElement =>
  hashToField('signal', audience, statement, agent, presenter, nonce);
