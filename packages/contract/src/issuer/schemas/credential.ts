import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import { Did } from '@pos/vocabulary/did.ts';
import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import { Skill } from '@pos/vocabulary/skill.ts';
import { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import * as z from 'zod';
import { ControlProof } from '../../schemas/control-proof.ts';
import { Instant } from '../../schemas/time.ts';

/** A receipt in a credential. A verifier can check it on chain by its transaction. */
export const CredentialReceipt = z
  .object({
    sequence: z.number().int().min(1),
    value_atomic: AtomicAmount,
    outcome: z.enum(['completed', 'disputed', 'reversed']),
    skill: Skill.nullable(),
    settled_at: Instant,
    transaction: TransactionSignature.nullable(),
  })
  .meta({
    id: 'CredentialReceipt',
    description: 'A receipt in a credential. Its transaction can be checked on chain.',
  });

/** The claims of a work-history credential. Each is optional, because the holder chooses which to disclose. */
export const WorkHistoryClaims = z
  .object({
    jobs: z.number().int().min(0).optional().meta({ description: 'Number of receipts, one per piece of paid work.' }),
    disputes: z.number().int().min(0).optional().meta({ description: 'Number of receipts that the client disputed.' }),
    overturned: z
      .number()
      .int()
      .min(0)
      .optional()
      .meta({ description: 'Number of receipts reversed by an arbiter or because the payment is no longer on chain.' }),
    earned_atomic: AtomicAmount.optional().meta({ description: 'Total earned after refunds, in atomic USDC.' }),
    quality_bps: ScoreBps.optional().meta({ description: 'Mean quality of the receipts, in basis points.' }),
    since: Instant.optional(),
    until: Instant.optional(),
    skills: z.array(Skill).optional().meta({ description: 'The disclosed skills of the paid work.' }),
    receipts: z.array(CredentialReceipt).optional().meta({ description: 'The disclosed ones of the newest receipts.' }),
  })
  .meta({
    id: 'WorkHistoryClaims',
    description: 'The disclosed claims. Each is optional, because the holder chooses which to disclose.',
  });

/** A compact SD-JWT with its disclosures. A presentation may end with a key-binding JWT. */
export const CompactSdJwt = z
  .string()
  .max(60_000)
  .regex(
    /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+~(?:[A-Za-z0-9_-]+~)*(?:[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)?$/,
    'expected a compact SD-JWT',
  )
  .meta({
    id: 'CompactSdJwt',
    description: 'A compact SD-JWT with its disclosures, and a key-binding JWT at its end if it is presented.',
    example: 'eyJhbGciOiJFUzI1NiJ9.eyJqb2JzIjoxMn0.c2lnbmF0dXJl~WyJzYWx0Iiwiam9icyIsMTJd~',
  });

export const IssueCredentialRequest = z.strictObject({ proof: ControlProof }).meta({
  id: 'IssueCredentialRequest',
  description: 'The control proof that authorizes the request.',
});

export const IssuedCredential = z
  .object({
    credentialId: z.uuid(),
    credential: CompactSdJwt,
    expiresAt: Instant,
  })
  .meta({
    id: 'IssuedCredential',
    description:
      'A new credential. The registry stores it only encrypted, and only to answer a repetition of the request.',
  });

export const CredentialStatus = z
  .object({
    credentialId: z.uuid(),
    status: z.enum(['valid', 'revoked']),
    revokedAt: Instant.nullable(),
  })
  .meta({ id: 'CredentialStatus', description: 'Whether a credential is revoked.' });

/** Why a credential is invalid. The codes are stable. */
export const CredentialRefusal = z
  .enum([
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
  ])
  .meta({ id: 'CredentialRefusal', description: 'Why a credential is invalid. The codes are stable.' });

export const VerifyCredentialRequest = z
  .strictObject({
    presentation: CompactSdJwt,
    audience: z
      .string()
      .min(1)
      .max(2_048)
      .optional()
      .meta({ description: 'The verifier. If given, the key-binding JWT must name exactly this audience.' }),
    nonce: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .meta({ description: 'The nonce that the verifier gave the holder to sign, so that a presentation works once.' }),
  })
  .meta({ id: 'VerifyCredentialRequest', description: 'A credential that a holder showed.' });

export const CredentialVerdict = z
  .discriminatedUnion('verdict', [
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
        .meta({ description: 'The key of the DID that signed the presentation. Null if there is no key-binding JWT.' }),
    }),
    z.object({ verdict: z.literal('invalid'), reason: CredentialRefusal, detail: z.string() }),
  ])
  .meta({ id: 'CredentialVerdict', description: 'The claims of a valid credential, or why it is invalid.' });
