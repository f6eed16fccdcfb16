import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import { Did } from '@pos/vocabulary/did.ts';
import { FieldDecimal } from '@pos/vocabulary/field-element.ts';
import { Nullifier } from '@pos/vocabulary/nullifier.ts';
import { PROBLEMS, type ProblemCode } from '../../problem.ts';
import { Statement } from '@pos/vocabulary/statement.ts';
import * as z from 'zod';
import { wireSchema } from '../../derive/wire-schema.ts';
import { Instant } from '../../schemas/time.ts';

const decimal = { type: 'string', pattern: '^(?:0|[1-9][0-9]{0,76})$', example: '1' };
const array = (items: object, length: number) => ({ type: 'array', items, minItems: length, maxItems: length });

/**
 * This schema only describes the proof. The verifier's strict parser, which accepts one spelling of each proof, parses
 * it.
 */
const Groth16Proof = z.unknown().meta({
  id: 'Groth16Proof',
  description: 'A Groth16 proof over BN254 in the format of snarkjs. Points are affine: z is "1".',
  type: 'object',
  properties: {
    pi_a: array(decimal, 3),
    pi_b: array(array(decimal, 2), 3),
    pi_c: array(decimal, 3),
    protocol: { enum: ['groth16'] },
    curve: { enum: ['bn128'] },
  },
  required: ['pi_a', 'pi_b', 'pi_c', 'protocol', 'curve'],
});
const PublicSignals = z.unknown().meta({
  id: 'PublicSignals',
  description: 'The public signals in the order that GET /zk/statements gives.',
  ...array(decimal, 9),
});

/** Printable ASCII, so that a displayed text determines the bytes that are hashed. */
const Printable = z.string().regex(/^[\x20-\x7e]+$/, 'expected printable ASCII');

/** A proof, its statement, and the members that its signal hash covers in addition to the agent. */
export const CarriedProof = z.strictObject({
  statement: Statement,
  presenter: Printable.max(512).meta({
    description: 'The party that presents the proof. The signal hash of the proof covers it.',
    example: 'marketplace.example',
  }),
  nonce: Printable.max(128).meta({
    description: 'Chosen by the party that requested the proof. The signal hash of the proof covers it.',
    example: 'order-4711',
  }),
  proof: Groth16Proof,
  publicSignals: PublicSignals,
});

/**
 * An optional proof in the detail of an event. Its consumer parses it, so that a malformed proof does not fail the
 * event.
 */
export const carried = {
  proof: z
    .unknown()
    .meta({ description: 'A proof of the agent about its work history.', ...wireSchema(CarriedProof) })
    .optional(),
};

export const ProofSubmission = CarriedProof.extend({ did: Did }).meta({
  id: 'ProofSubmission',
  description: 'A proof about the history of an agent.',
});

const atLeast = {
  minCount: z.number().int().min(1).meta({ description: 'Minimum number of receipts.' }),
  minValueAtomic: AtomicAmount.meta({ description: 'Minimum value in atomic USDC.' }),
  minQualityBps: z.number().int().min(0).max(10_000).meta({ description: 'Minimum mean quality.', example: 9_000 }),
};
const TotalsProved = z.object({ ...atLeast, maxDisputeBps: z.number().int().min(0).max(10_000) }).meta({
  id: 'TotalsProved',
  description: 'Thresholds that the whole history of the agent meets.',
});
const ChosenProved = z
  .object({
    ...atLeast,
    skill: FieldDecimal.meta({ description: 'Hash of the skill, or 0 for any skill.' }),
  })
  .meta({ id: 'ChosenProved', description: 'Thresholds that the chosen receipts meet.' });

const proven = {
  did: Did,
  nullifier: Nullifier,
  anchor: FieldDecimal,
  scope: FieldDecimal,
  verificationKeySha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .meta({ example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' }),
  verifiedAt: Instant,
};

/** A verified proof: its statement with thresholds, and its binding. The proof reveals nothing else. */
export const VerifiedProof = z
  .discriminatedUnion('statement', [
    z.object({ statement: z.literal('history-totals'), ...proven, thresholds: TotalsProved }),
    z.object({ statement: z.literal('chosen-receipts'), ...proven, thresholds: ChosenProved }),
  ])
  .meta({
    id: 'VerifiedProof',
    description: 'A verified proof. It reveals its statement with thresholds, and nothing else.',
  });

/**
 * The newest proof about an agent's whole history, as shown beside its score: thresholds on receipts, value and
 * disputes.
 */
export const ProvenHistory = TotalsProved.extend({ nullifier: Nullifier, verifiedAt: Instant }).meta({
  id: 'ProvenHistory',
  description: "The newest proof about an agent's whole history.",
});

/** `replayed` is true if the proof was verified and counted before. */
export const ProofAccepted = z.object({ proof: VerifiedProof, replayed: z.boolean() }).meta({
  id: 'ProofAccepted',
  description: 'A verified proof. `replayed` is true if it was counted before.',
});

const codes = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

/** The refusal of one proof in a batch, with the members of a problem document. */
const ProofRefused = z
  .object({
    code: z.enum(codes),
    title: z.string(),
    cure: z.string(),
    detail: z.string().optional(),
  })
  .meta({ id: 'ProofRefused', description: 'Why a proof was refused, with the members of a problem document.' });

export const ProofVerdict = z
  .discriminatedUnion('verdict', [
    ProofAccepted.extend({ verdict: z.literal('verified') }),
    z.object({ verdict: z.literal('refused'), problem: ProofRefused }),
  ])
  .meta({ id: 'ProofVerdict', description: 'The verdict about one proof of a batch.' });
