import type { Did } from '@pos/vocabulary/did.ts';
import type { FieldElement } from './field-element.ts';
import { hashToField } from './hash-to-field.ts';
import type { Statement } from './statements.ts';

/**
 * The scope of a nullifier. An owner has one nullifier per registry, statement and proof period. The verifying server
 * computes the scope itself and never accepts it from the prover.
 */
export type ProofScope = { readonly registry: string; readonly statement: Statement; readonly period: number };

export const scopeElement = ({ registry, statement, period }: ProofScope): FieldElement =>
  hashToField('scope', registry, statement, String(period));

/** The request for which a proof is made. In any other request the proof has the wrong signal hash. */
export type ProofRequest = {
  readonly audience: string;
  readonly statement: Statement;
  readonly agent: Did;
  /** The party that presents the proof: a DID, a key or an account, in the audience's own notation. */
  readonly presenter: string;
  /** Value chosen by the audience, so that a proof is valid for one request only. */
  readonly nonce: string;
};

export const signalHash = ({ audience, statement, agent, presenter, nonce }: ProofRequest): FieldElement =>
  hashToField('signal', audience, statement, agent, presenter, nonce);
