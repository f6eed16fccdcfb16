import { failedPrecondition, type Preconditions } from '@pos/contract/entity-tags.ts';
import type { Problem } from '@pos/contract/problem.ts';
import { capabilitiesChanged } from '@pos/contract/registry/events/capabilities-changed.ts';
import { MOST_METRICS, TOO_MANY_METRICS, type Agent } from '@pos/contract/registry/schemas/agent.ts';
import { reply } from '@pos/contract/reply.ts';
import type { ControlProof } from '@pos/contract/schemas/control-proof.ts';
import type { putCapabilities } from '@pos/contract/registry/routes/put-capabilities.ts';
import type { Transaction } from '@pos/database/database.ts';
import { enqueue } from '@pos/database/outbox.ts';
import { proveControl } from '@pos/identity/prove-control.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { outgoingEvents } from '@pos/runtime/events/outgoing-events.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type * as z from 'zod';
import type { Offer } from './domain/offer.ts';
import { capabilitiesView, findAgent, lockOffer, saveOffer } from './store/agents.ts';

type Dependencies = DependenciesOf<typeof putCapabilities>;

type Refused = Problem<
  | 'agent-unknown'
  | 'challenge-unknown'
  | 'did-unresolvable'
  | 'precondition-failed'
  | 'proof-of-control-invalid'
  | 'request-invalid'
  | 'revision-stale'
>;

export interface OfferChange {
  readonly did: Did;
  readonly proof: z.output<typeof ControlProof>;
  readonly preconditions: Preconditions;
  readonly change: (current: Offer) => Offer;
}

/**
 * Changes an agent's offer for a caller with a control proof. The preconditions are checked before the proof, so that a
 * stale request does not use up its challenge, and again on the locked row.
 */
export async function changeOffer(
  { did, proof, preconditions, change }: OfferChange,
  d: Dependencies,
): Promise<Result<z.output<typeof Agent>, Refused>> {
  const before = await findAgent(d.database, did);
  if (before === undefined) return err({ code: 'agent-unknown', detail: did });
  const early = stale(preconditions, before.revision) ?? tooLarge(change(before));
  if (early !== undefined) return err(early);
  const signer = await proveControl({ did, purpose: 'put-capabilities', proof }, { ...d, network: d.solana.network });
  if (!signer.ok) return signer;
  const refused = await d.database.transaction((tx) => save(tx, { did, preconditions, change }, d));
  if (refused !== undefined) return err(refused);
  const after = await findAgent(d.database, did);
  return after === undefined ? err({ code: 'agent-unknown', detail: did }) : ok(after);
}

/**
 * The reply to a change: the capabilities as they are now. Content-Location says that the body, and so the ETag, is the
 * one that a GET of the same address returns (RFC 9110, section 8.7).
 */
export const changedReply = (agent: z.output<typeof Agent>) =>
  reply(200, capabilitiesView(agent), {
    'content-location': `/agents/${encodeURIComponent(agent.did)}/capabilities`,
  });

async function save(
  tx: Transaction,
  { did, preconditions, change }: Omit<OfferChange, 'proof'>,
  d: Dependencies,
): Promise<Refused | undefined> {
  const locked = await lockOffer(tx, did);
  if (locked === undefined) return { code: 'agent-unknown', detail: did };
  const offer = change(locked.offer);
  const refused = stale(preconditions, locked.revision) ?? tooLarge(offer);
  if (refused !== undefined) return refused;
  const now = d.clock.now();
  const revision = locked.revision + 1;
  await saveOffer(tx, { did, offer, revision, words: locked.words, now });
  const eventId = d.newId();
  const skills = offer.skills.map(({ skill }) => skill);
  const detail = { eventId, did, revision, skills, occurredAt: now };
  await enqueue(tx, outgoingEvents(capabilitiesChanged, detail));
  return undefined;
}

function stale(preconditions: Preconditions, revision: number): Refused | undefined {
  const failed = failedPrecondition(preconditions, revision);
  if (failed === 'if-match') return { code: 'revision-stale', detail: `The agent is at revision ${revision}.` };
  return failed === undefined
    ? undefined
    : { code: 'precondition-failed', detail: `If-None-Match names revision ${revision}, at which the agent is.` };
}

/** A patch can add metrics to those that the agent has. */
const tooLarge = ({ metrics }: Offer): Refused | undefined =>
  Object.keys(metrics).length <= MOST_METRICS
    ? undefined
    : {
        code: 'request-invalid',
        errors: [
          { in: 'body', pointer: '/metrics', code: 'length', detail: `After the change: ${TOO_MANY_METRICS.error}.` },
        ],
      };
