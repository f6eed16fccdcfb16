import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import { Did } from '@pos/vocabulary/did.ts';
import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import { Skill } from '@pos/vocabulary/skill.ts';
import { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import * as z from 'zod';
import { ControlProof } from '../../schemas/control-proof.ts';
import { Instant } from '../../schemas/time.ts';

/** One job as a credential tells of it: checkable on chain by its transaction. */
export const CredentialReceipt = z.object({
  sequence: z.number().int().min(1),
  value_atomic: AtomicAmount,
  outcome: z.enum(['completed', 'disputed', 'reversed']),
  skill: Skill.nullable(),
  settled_at: Instant,
  transaction: TransactionSignature.nullable(),
});

/** What a work-history credential says; the holder shows any choice of it, so each may be missing. */
export const WorkHistoryClaims = z.object({
  jobs: z.number().int().min(0).optional().meta({ description: 'Paid jobs.' }),
  disputes: z.number().int().min(0).optional().meta({ description: 'Jobs that their client disputed.' }),
  overturned: z
    .number()
    .int()
    .min(0)
    .optional()
    .meta({ description: 'Jobs that an arbiter gave back or the chain forgot.' }),
  earned_atomic: AtomicAmount.optional().meta({ description: 'What the agent earned and kept, in atomic USDC.' }),
  quality_bps: ScoreBps.optional().meta({ description: 'Mean quality of the jobs.' }),
  since: Instant.optional(),
  until: Instant.optional(),
  skills: z.array(Skill).optional().meta({ description: 'Those of the skills of its paid work that were shown.' }),
  receipts: z
    .array(CredentialReceipt)
    .optional()
    .meta({ description: 'Those of its newest receipts that were shown.' }),
});

/** A compact SD-JWT with its disclosures, and a key-binding JWT at its end where it is presented. */
export const CompactSdJwt = z
  .string()
  .max(60_000)
  .regex(
    /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+~(?:[A-Za-z0-9_-]+~)*(?:[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)?$/,
    'expected a compact SD-JWT',
  );

export const IssueCredentialRequest = z.strictObject({ proof: ControlProof });

export const IssuedCredential = z.object({
  credentialId: z.uuid(),
  credential: CompactSdJwt,
  expiresAt: Instant,
});

export const CredentialStatus = z.object({
  credentialId: z.uuid(),
  status: z.enum(['valid', 'revoked']),
  revokedAt: Instant.nullable(),
});

/** Why a credential is not believed; codes are stable. */
export const CredentialRefusal = z.enum([
  'malformed',
  'issuer-unknown',
  'type-unknown',
  'signature-invalid',
  'disclosure-invalid',
  'not-yet-valid',
  'expired',
  'revoked',
  'holder-binding-missing',
  'holder-binding-invalid',
]);

export const VerifyCredentialRequest = z.strictObject({
  presentation: CompactSdJwt,
  audience: z
    .string()
    .min(1)
    .max(2_048)
    .optional()
    .meta({ description: 'Who asks: with it, the holder must have signed for exactly this audience.' }),
  nonce: z
    .string()
    .min(1)
    .max(256)
    .optional()
    .meta({ description: 'What the asker gave the holder to sign, so that no presentation serves twice.' }),
});

export const CredentialVerdict = z.union([
  z.object({
    verdict: z.literal('valid'),
    issuer: z.string(),
    did: Did,
    issuedAt: Instant,
    expiresAt: Instant,
    claims: WorkHistoryClaims,
    presentedBy: z
      .string()
      .nullable()
      .meta({ description: 'Key of the DID that signed the presentation; null where nobody did.' }),
  }),
  z.object({ verdict: z.literal('invalid'), reason: CredentialRefusal, detail: z.string() }),
]);
