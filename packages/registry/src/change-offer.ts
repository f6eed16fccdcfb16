import { isDeepStrictEqual } from 'node:util';
import { failedPrecondition, type Preconditions } from '@pos/contract/entity-tags.ts';
import { capabilitiesChanged } from '@pos/contract/registry/events/capabilities-changed.ts';
import { MOST_METRICS, TOO_MANY_METRICS } from '@pos/contract/registry/schemas/agent.ts';
import { refuse, reply, type RefusalOf, type ReplyOf } from '@pos/contract/reply.ts';
import type { ControlProof } from '@pos/contract/schemas/control-proof.ts';
import { putCapabilities } from '@pos/contract/registry/routes/put-capabilities.ts';
import type { Transaction } from '@pos/database/database.ts';
import { enqueue } from '@pos/database/outbox.ts';
import { proveControl } from '@pos/identity/prove-control.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { outgoingEvents } from '@pos/runtime/events/outgoing-events.ts';
import { answerOnce } from '@pos/runtime/http/answer-once.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type * as z from 'zod';
import type { Offer } from './domain/offer.ts';
import { capabilitiesView, findAgent, lockOffer, saveOffer, type LockedOffer } from './store/agents.ts';

type Dependencies = DependenciesOf<typeof putCapabilities>;

type Reply = ReplyOf<typeof putCapabilities>;
type Refused = RefusalOf<(typeof putCapabilities)['problems'][number]>;

export interface OfferChange {
  readonly did: Did;
  readonly proof: z.output<typeof ControlProof>;
  readonly requestHash: string;
  readonly preconditions: Preconditions;
  readonly change: (current: Offer) => Offer;
}

/**
 * Changes an agent's offer for a caller with a control proof, and answers as both PUT and PATCH do. The preconditions are
 * checked before the proof, so that a stale request does not use up its challenge, and again on the locked row.
 */
export async function changeOffer(offerChange: OfferChange, d: Dependencies): Promise<Reply> {
  const { did, proof, requestHash, preconditions, change } = offerChange;
  const before = await findAgent(d.database.orm, did);
  if (before === undefined) return refuse('agent-unknown', { detail: did });
  const early = stale(preconditions, before.revision) ?? tooLarge(change(before));
  if (early !== undefined) return early;
  const signer = await proveControl(
    { did, purpose: putCapabilities.challenge, proof, requestHash },
    { ...d, network: d.solana.network },
  );
  if (!signer.ok) return refuse(signer.error.code, signer.error);
  return answerOnce(putCapabilities, d.database, { proof, requestHash }, (tx) => save(tx, offerChange, d));
}

/**
 * Saves the change and replies with the capabilities as they are now. Content-Location says that the body, and so the
 * ETag, is the one that a GET of the same address returns (RFC 9110, section 8.7).
 */
async function save(tx: Transaction, { did, preconditions, change }: OfferChange, d: Dependencies): Promise<Reply> {
  const locked = await lockOffer(tx, did);
  if (locked === undefined) return refuse('agent-unknown', { detail: did });
  const offer = change(locked.offer);
  const refused = stale(preconditions, locked.revision) ?? tooLarge(offer);
  if (refused !== undefined) return refused;
  // A request that changes nothing makes no revision, so copies of the agent stay current and tags stay valid.
  if (!isDeepStrictEqual(offer, locked.offer)) await saveRevision(tx, { ...locked, did, offer }, d);
  const agent = await findAgent(tx, did);
  if (agent === undefined) return refuse('agent-unknown', { detail: did });
  const address = `/agents/${encodeURIComponent(did)}/capabilities`;
  return reply(200, capabilitiesView(agent), { 'content-location': address });
}

/** Saves an offer as the next revision and publishes the change. */
async function saveRevision(
  tx: Transaction,
  { did, offer, revision: before, words }: LockedOffer & { readonly did: Did },
  d: Dependencies,
): Promise<void> {
  const now = d.clock.now();
  const revision = before + 1;
  await saveOffer(tx, { did, offer, revision, words, now });
  const eventId = d.newId();
  const skills = offer.skills.map(({ skill }) => skill);
  const detail = { eventId, did, revision, skills, occurredAt: now };
  await enqueue(tx, outgoingEvents(capabilitiesChanged, detail));
}

function stale(preconditions: Preconditions, revision: number): Refused | undefined {
  const failed = failedPrecondition(preconditions, revision);
  if (failed === 'if-match') return refuse('revision-stale', { detail: `The agent is at revision ${revision}.` });
  return failed === undefined
    ? undefined
    : refuse('precondition-failed', { detail: `If-None-Match names revision ${revision}, at which the agent is.` });
}

/** Refuses an offer with too many metrics, because a patch adds metrics to the present ones. */
const tooLarge = ({ metrics }: Offer): Refused | undefined =>
  Object.keys(metrics).length <= MOST_METRICS
    ? undefined
    : refuse('request-invalid', {
        errors: [
          { in: 'body', pointer: '/metrics', code: 'length', detail: `After the change: ${TOO_MANY_METRICS.error}.` },
        ],
      });
