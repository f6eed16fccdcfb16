import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { callSolanaRpc as route } from '@pos/contract/solana-proxy/routes/call-solana-rpc.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { decideRequest, requestsOf } from '../domain/decide-call.ts';

/** API Gateway passes on at most 10 MB, which all answers of a batch share. */
const LONGEST_BODY_BYTES = 5_000_000;

/** Forwards allowed requests and returns the node's answers, JSON-RPC errors included. A batch keeps its order. */
export const callSolanaRpc =
  ({ solana }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ body }) => {
    const requests = requestsOf(body);
    if (!requests.ok) return reply(200, requests.error);
    const longestBytes = Math.floor(LONGEST_BODY_BYTES / requests.value.length);
    const answers = await Promise.all(
      requests.value.map(async (each) => {
        const decided = decideRequest(each);
        return decided.ok ? solana.forward(decided.value, longestBytes) : decided.error;
      }),
    );
    const [first] = answers;
    return reply(200, Array.isArray(body) || first === undefined ? answers : first);
  };

export const handler = routeLambda(route, callSolanaRpc);
