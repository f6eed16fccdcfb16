import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { openHistory as route } from '@pos/contract/history/routes/open-history.ts';
import { nextPageAfter, startOfPage } from '@pos/contract/schemas/page.ts';
import { openHistory as openAnchored } from '../store/openings.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { proveControl } from '@pos/identity/prove-control.ts';
import { agentExists } from '@pos/database/agent-exists.ts';

/** Opens a history to the holder of a key of the agent's DID. An access token alone does not open it. */
export const openHistory =
  (d: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { did }, body: { receipts, proof: controlProof } }) => {
    if (!(await agentExists(d.database, did))) return refuse('agent-unknown', { detail: did });
    const signer = await proveControl(
      { did, purpose: 'open-history', proof: controlProof },
      { ...d, network: d.solana.network },
    );
    if (!signer.ok) return refuse(signer.error.code, signer.error);
    const choice =
      receipts === undefined || 'sequences' in receipts
        ? receipts
        : { limit: receipts.limit, cursor: startOfPage(receipts) };
    const opened = await openAnchored(d.database, did, choice);
    if (opened.ok) {
      const { nextCursor, ...value } = opened.value;
      return reply(200, { ...value, ...nextPageAfter(nextCursor) });
    }
    if (opened.error.code === 'receipt-unknown')
      return refuse('receipt-unknown', { detail: `There is no receipt ${opened.error.sequence}.` });
    return refuse('history-not-anchored', { detail: did, retryAfterSeconds: 5 });
  };

export const handler = routeLambda(route, openHistory);
