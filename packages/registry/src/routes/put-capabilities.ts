import { capabilitiesChanged } from '@pos/contract/registry/events/capabilities-changed.ts';
import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { putCapabilities as route } from '@pos/contract/registry/routes/put-capabilities.ts';
import { enqueue } from '@pos/database/outbox.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { outgoingEvents } from '@pos/runtime/events/outgoing-events.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { proveControl } from '@pos/identity/prove-control.ts';
import { capabilitiesView, findAgent, replaceOffer } from '../store/agents.ts';

/** Replaces an agent's offer. With If-Match the offer is replaced only if the agent is still at that revision. */
export const putCapabilities =
  (d: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { did }, headers, body: { proof, ...offer } }) => {
    if ((await findAgent(d.database, did)) === undefined) return refuse('agent-unknown', { detail: did });
    const signer = await proveControl({ did, purpose: 'put-capabilities', proof }, { ...d, network: d.solana.network });
    if (!signer.ok) return refuse(signer.error.code, signer.error);
    const now = d.clock.now();
    const ifMatch = headers['if-match'];
    const expected = ifMatch === undefined ? undefined : Number(ifMatch.slice(1, -1));
    const outcome = await d.database.transaction(async (tx) => {
      const replaced = await replaceOffer(tx, { did, offer, expected, now });
      if (replaced.kind !== 'replaced') return replaced;
      const eventId = d.newId();
      const skills = offer.skills.map(({ skill }) => skill);
      const detail = { eventId, did, revision: replaced.revision, skills, occurredAt: now };
      await enqueue(tx, outgoingEvents(capabilitiesChanged, detail));
      return replaced;
    });
    if (outcome.kind === 'stale') return refuse('revision-stale', { detail: `If-Match was ${ifMatch}.` });
    const agent = await findAgent(d.database, did);
    if (outcome.kind === 'unknown' || agent === undefined) return refuse('agent-unknown', { detail: did });
    return reply(200, capabilitiesView(agent), { etag: `"${agent.revision}"` });
  };

export const handler = routeLambda(route, putCapabilities);
