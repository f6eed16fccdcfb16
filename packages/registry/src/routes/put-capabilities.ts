import { detailType } from '@pos/contract/event.ts';
import { capabilitiesChanged } from '@pos/contract/registry/events/capabilities-changed.ts';
import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { putCapabilities as route } from '@pos/contract/registry/routes/put-capabilities.ts';
import { agentExists } from '@pos/database/agent-exists.ts';
import { enqueue } from '@pos/database/outbox.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { answerOnce } from '@pos/runtime/http/answer-once.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import * as z from 'zod';
import { proveControl } from '@pos/identity/prove-control.ts';
import { capabilitiesView, findAgent, replaceOffer } from '../store/agents.ts';

/** Replaces an agent's offer. With If-Match the offer is replaced only if the agent is still at that revision. */
export const putCapabilities =
  (d: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { did }, headers, body: { proof, ...offer }, requestHash }) => {
    if (!(await agentExists(d.database, did))) return refuse('agent-unknown', { detail: did });
    const signer = await proveControl(
      { did, purpose: route.challenge, proof, requestHash },
      { ...d, network: d.solana.network },
    );
    if (!signer.ok) return refuse(signer.error.code, signer.error);
    const now = d.clock.now();
    const ifMatch = headers['if-match'];
    const expected = ifMatch === undefined ? undefined : Number(ifMatch.slice(1, -1));
    return answerOnce(route, d.database, { proof, requestHash }, async (tx) => {
      const replaced = await replaceOffer(tx, { did, offer, expected, now });
      if (replaced.kind === 'stale') return refuse('revision-stale', { detail: `If-Match was ${ifMatch}.` });
      const agent = replaced.kind === 'unknown' ? undefined : await findAgent(tx, did);
      if (agent === undefined) return refuse('agent-unknown', { detail: did });
      const eventId = d.newId();
      const skills = offer.skills.map(({ skill }) => skill);
      const detail = { eventId, did, revision: agent.revision, skills, occurredAt: now };
      const event = { eventId, source: capabilitiesChanged.source, detailType: detailType(capabilitiesChanged) };
      await enqueue(tx, [{ ...event, detail: z.encode(capabilitiesChanged.detail, detail) as Json }]);
      return reply(200, capabilitiesView(agent), { etag: `"${agent.revision}"` });
    });
  };

export const handler = routeLambda(route, putCapabilities);
