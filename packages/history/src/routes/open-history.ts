import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { openHistory as route } from '@pos/contract/history/routes/open-history.ts';
import { nextPageAfter, startOfPage } from '@pos/contract/schemas/page.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { openHistory as openAnchored, type NotOpened } from '../store/openings.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { answerOnce } from '@pos/runtime/http/answer-once.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { proveControl } from '@pos/identity/prove-control.ts';
import { agentExists } from '@pos/database/agent-exists.ts';

/** Opens a history to the holder of a key of the agent's DID. An access token alone does not open it. */
export const openHistory =
  (d: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { did }, body: { receipts, proof }, requestHash }) => {
    if (!(await agentExists(d.database, did))) return refuse('agent-unknown', { detail: did });
    const signer = await proveControl(
      { did, purpose: route.challenge, proof, requestHash },
      { ...d, network: d.solana.network },
    );
    if (!signer.ok) return refuse(signer.error.code, signer.error);
    const choice =
      receipts === undefined || 'sequences' in receipts
        ? receipts
        : { limit: receipts.limit, cursor: startOfPage(receipts) };
    const opened = await openAnchored(d.database, did, choice);
    if (!opened.ok) return refusalOf(did, opened.error);
    const { nextCursor, ...value } = opened.value;
    return answerOnce(route, d.database, { proof, requestHash }, async () =>
      reply(200, { ...value, ...nextPageAfter(nextCursor) }),
    );
  };

function refusalOf(did: Did, refused: NotOpened) {
  if (refused.code === 'receipt-unknown')
    return refuse(refused.code, { detail: `There is no receipt ${refused.sequence}.` });
  if (refused.code === 'receipt-not-anchored')
    return refuse(refused.code, { detail: `Receipt ${refused.sequence} waits for an anchor.`, retryAfterSeconds: 5 });
  return refuse(refused.code, { detail: did, retryAfterSeconds: 5 });
}

export const handler = routeLambda(route, openHistory);
