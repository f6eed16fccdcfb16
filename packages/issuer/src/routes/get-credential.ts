import { refuse, reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getCredential as route } from '@pos/contract/issuer/routes/get-credential.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { credentialBody } from '../credential-body.ts';
import { findCredential } from '../store/credential-records.ts';

/** One credential of an agent, with its present status. */
export const getCredential =
  ({ database, publicUrl, clock }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ params: { did, credentialId } }) => {
    const found = await findCredential(database, { id: credentialId, did });
    return found === undefined
      ? refuse('credential-unknown', { detail: credentialId })
      : reply(200, credentialBody(found, { publicUrl, now: clock.now() }));
  };

export const handler = routeLambda(route, getCredential);
