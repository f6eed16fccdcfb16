import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { listCredentials as route } from '@pos/contract/issuer/routes/list-credentials.ts';
import { agentExists } from '@pos/database/agent-exists.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { credentialBody } from '../credential-body.ts';
import { credentialsOfAgent } from '../store/credential-records.ts';

/** The credentials of one agent, newest first. */
export const listCredentials =
  ({ database, publicUrl, clock }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { did }, query: { limit, cursor } }) => {
    const found = await credentialsOfAgent(database, did, { limit: limit + 1, before: cursor });
    if (found.length === 0 && !(await agentExists(database, did))) return refuse('agent-unknown', { detail: did });
    const page = found.slice(0, limit);
    const now = clock.now();
    return reply(200, {
      credentials: page.map((each) => credentialBody(each, { publicUrl, now })),
      nextCursor: found.length > limit ? (page.at(-1)?.id ?? null) : null,
    });
  };

export const handler = routeLambda(route, listCredentials);
