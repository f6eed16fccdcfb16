import type { RecordOf } from '@pos/contract/consumer.ts';
import type { applyAttestations } from '@pos/contract/reputation/consumers/apply-attestations.ts';
import { EVENTS } from '@pos/contract/events.ts';
import { attestationMessage } from '@pos/contract/schemas/settled-work.ts';
import type { AuthorityRole, EvidenceAuthority } from '@pos/contract/reputation/schemas/trust-settings.ts';
import type { reputationRatings } from '@pos/database/schema/reputation-ratings.ts';
import { walletSigned } from '@pos/ledger/wallet-signature.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import * as z from 'zod';
import type { Work } from '../store/find-works.ts';
import { evidenceId, type PaymentEvidence } from '../store/settled-evidence.ts';

export type EvidenceRecord = RecordOf<(typeof applyAttestations)['on'][number]>;
export type WorkRecord = Exclude<EvidenceRecord, { readonly event: 'payer-attested' }>;
export type AttestedRecord = Extract<EvidenceRecord, { readonly detail: { readonly authority: unknown } }>;

/** Reasons to refuse an event as evidence. */
export type EvidenceRefusal =
  | 'authority-unknown'
  | 'signature-invalid'
  | 'stated-in-the-future'
  | 'settlement-unknown'
  | 'not-confirmed'
  | 'agent-differs'
  | 'token-without-value'
  | 'rating-unknown'
  | 'still-on-chain'
  | 'refund-exceeds-payment';

const ROLE_OF: Readonly<Record<AttestedRecord['event'], AuthorityRole>> = {
  'job-reported': 'reporter',
  'work-attested': 'oracle',
  'payer-attested': 'oracle',
  'dispute-resolved': 'arbiter',
};

/** Tolerance for the clocks of authorities. */
const CLOCK_SKEW_MS = 120_000;

/**
 * Checks that a key that the stage configures for this role signed the attestation. The event's source is ignored,
 * because every producer on the bus can set any source.
 */
export function checkAuthority(
  record: AttestedRecord,
  context: { readonly authorities: readonly EvidenceAuthority[]; readonly domain: string; readonly now: Date },
): Result<null, EvidenceRefusal> {
  const { authority, signature, occurredAt } = record.detail;
  const isNamed = context.authorities.some(({ role, key }) => role === ROLE_OF[record.event] && key === authority);
  if (!isNamed) return err('authority-unknown');
  if (
    !walletSigned(
      authority,
      attestationMessage(context.domain, EVENTS[record.event].name, onTheWire(record)),
      signature,
    )
  )
    return err('signature-invalid');
  return occurredAt.getTime() > context.now.getTime() + CLOCK_SKEW_MS ? err('stated-in-the-future') : ok(null);
}

export interface KnownOfWork {
  readonly work: Work | undefined;
  readonly rating: typeof reputationRatings.$inferSelect | undefined;
}

/**
 * Turns an event into evidence about a payment that the registry knows. All evidence except a verdict counts from the
 * time of the payment, so that late evidence is not younger than its payment.
 */
export function decideEvidence(
  record: WorkRecord,
  { work, rating }: KnownOfWork,
): Result<PaymentEvidence, EvidenceRefusal> {
  if (work === undefined) return err('settlement-unknown');
  const { did, payer, usdMicro, paidAt, network, txSignature, settlementId, slot } = work;
  if (paidAt === undefined) return err('not-confirmed');
  if (did === null || did !== record.detail.did) return err('agent-differs');
  if (usdMicro === null) return err('token-without-value');
  const about = { did, payer, usdMicro, network, txSignature, settlementId, slot, occurredAt: paidAt };
  const statedMs = record.detail.occurredAt.getTime();
  switch (record.event) {
    case 'rating-given': {
      if (rating === undefined) return err('rating-unknown');
      const { ratingBps, issuedAt, expiresAt, signature } = rating;
      const revision = issuedAt.getTime();
      const provenance = { ratingBps, issuedAt: issuedAt.toISOString(), expiresAt: expiresAt.toISOString(), signature };
      return ok({
        ...about,
        eventId: evidenceId('rating', network, txSignature, String(revision)),
        kind: 'rating',
        outcome: ratingBps / 10_000,
        revision,
        provenance,
      });
    }
    case 'job-reported':
      return ok({
        ...about,
        ...signedBy(record),
        eventId: evidenceId('outcome', network, txSignature, `${record.detail.authority} ${statedMs}`),
        kind: 'outcome',
        outcome: record.detail.outcomeBps / 10_000,
        revision: statedMs,
      });
    case 'work-attested':
      return ok({
        ...about,
        ...signedBy(record),
        eventId: evidenceId('oracle', network, txSignature, record.detail.authority),
        kind: 'oracle',
        outcome: record.detail.outcomeBps / 10_000,
      });
    case 'dispute-resolved':
      return decideVerdict(record, { ...about, usdMicro });
    case 'settlement-reversed':
      return ok({ ...about, eventId: evidenceId('reversed', network, txSignature), kind: 'reversed', outcome: 0 });
  }
}

type About = Pick<PaymentEvidence, 'did' | 'payer' | 'network' | 'settlementId' | 'slot' | 'occurredAt'> & {
  readonly usdMicro: NonNullable<Work['usdMicro']>;
  readonly txSignature: Work['txSignature'];
};

/**
 * Turns a verdict into evidence. The loss counts from the day of the verdict. A refund shows which part of the work
 * failed. If a dispute was upheld without a refund, the whole payment counts as lost.
 */
function decideVerdict(
  record: Extract<WorkRecord, { readonly event: 'dispute-resolved' }>,
  about: About,
): Result<PaymentEvidence, EvidenceRefusal> {
  const { verdict, refundedAtomic, occurredAt } = record.detail;
  const { network, txSignature, usdMicro } = about;
  if (refundedAtomic > usdMicro) return err('refund-exceeds-payment');
  const kind = verdict === 'upheld' ? 'adjudicated' : 'dismissed';
  const keptPart = refundedAtomic === 0n ? 0 : Number(usdMicro - refundedAtomic) / Number(usdMicro);
  const at = new Date(Math.max(occurredAt.getTime(), about.occurredAt.getTime()));
  return ok({
    ...about,
    ...signedBy(record),
    eventId: evidenceId(kind, network, txSignature),
    kind,
    outcome: verdict === 'upheld' ? keptPart : 1,
    occurredAt: at,
  });
}

/** Keeps the signed text, so that everyone can check the signature again. */
const signedBy = (record: AttestedRecord) => ({ provenance: { event: record.event, detail: onTheWire(record) } });

/**
 * A record's detail in its wire form, without a carried proof. A proof is arbitrary JSON that verifies by itself and
 * that the signature does not cover.
 */
export function onTheWire({ event, detail }: EvidenceRecord): { readonly [name: string]: Json } {
  const { proof: _, ...said } = z.encode(EVENTS[event].detail as z.ZodType, detail) as {
    readonly [name: string]: Json;
  };
  return said;
}
