import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import { Did } from '@pos/vocabulary/did.ts';
import { FieldDecimal } from '@pos/vocabulary/field-element.ts';
import { Nullifier } from '@pos/vocabulary/nullifier.ts';
import { PROBLEMS, type ProblemCode } from '../../problem.ts';
import { Statement } from '@pos/vocabulary/statement.ts';
import * as z from 'zod';
import { wireSchema } from '../../derive/open-api.ts';
import { Instant } from '../../schemas/time.ts';

const decimal = { type: 'string', pattern: '^(?:0|[1-9][0-9]{0,76})$' };
const array = (items: object, length: number) => ({ type: 'array', items, minItems: length, maxItems: length });

/** Read by the verifier's own strict parser, which tells one spelling from another; here only described. */
const Groth16Proof = z.unknown().meta({
  description: 'A Groth16 proof over BN254 as snarkjs writes it, affine: z is "1".',
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
  description: 'In the order that GET /zk/statements gives.',
  ...array(decimal, 9),
});

/** Printable ASCII, so that what is hashed is what is seen. */
const Printable = z.string().regex(/^[\x20-\x7e]+$/, 'expected printable ASCII');

/** What carries a proof: its statement, and what its signal hash is bound to besides the agent. */
export const CarriedProof = z.strictObject({
  statement: Statement,
  presenter: Printable.max(512).meta({ description: 'Who presents the proof: hashed into its signal hash.' }),
  nonce: Printable.max(128).meta({
    description: 'Chosen by whoever asked for the proof: hashed into its signal hash.',
  }),
  proof: Groth16Proof,
  publicSignals: PublicSignals,
});

/** What an event carries beside what it tells. Read by whoever verifies it: a proof that is none must not take its event with it. */
export const carried = {
  proof: z
    .unknown()
    .meta({ description: 'A proof of the agent that came with the work.', ...wireSchema(CarriedProof) })
    .optional(),
};

export const ProofSubmission = CarriedProof.extend({ did: Did });

const atLeast = {
  minCount: z.number().int().min(1),
  minValueAtomic: AtomicAmount,
  minQualityBps: z.number().int().min(0).max(10_000),
};
export const TotalsProved = z.object({ ...atLeast, maxDisputeBps: z.number().int().min(0).max(10_000) });
export const ChosenProved = z.object({
  ...atLeast,
  skill: FieldDecimal.meta({ description: 'Hash of the skill, or 0 for any.' }),
});

const proven = {
  did: Did,
  nullifier: Nullifier,
  anchor: FieldDecimal,
  scope: FieldDecimal,
  verificationKeySha256: z.string().regex(/^[0-9a-f]{64}$/),
  verifiedAt: Instant,
};

/** What a verified proof says, and all that anybody learns from it. */
export const VerifiedProof = z.discriminatedUnion('statement', [
  z.object({ statement: z.literal('history-totals'), ...proven, thresholds: TotalsProved }),
  z.object({ statement: z.literal('chosen-receipts'), ...proven, thresholds: ChosenProved }),
]);

/** A proof of the whole history, beside a score: at least so many jobs of so much value, and no more disputes than that. */
export const ProvenHistory = TotalsProved.extend({ nullifier: Nullifier, verifiedAt: Instant });

/** `replayed`: this was verified and counted before. */
export const ProofAccepted = z.object({ proof: VerifiedProof, replayed: z.boolean() });

const codes = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

/** A refusal inside a batch: what a problem document would have said. */
export const ProofRefused = z.object({
  code: z.enum(codes),
  title: z.string(),
  cure: z.string(),
  detail: z.string().optional(),
});

export const ProofVerdict = z.discriminatedUnion('verdict', [
  ProofAccepted.extend({ verdict: z.literal('verified') }),
  z.object({ verdict: z.literal('refused'), problem: ProofRefused }),
]);
