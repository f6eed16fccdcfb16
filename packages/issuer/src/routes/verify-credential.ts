import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { verifyCredential as route } from '@pos/contract/issuer/routes/verify-credential.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { statusListToken } from '../store/status-lists.ts';
import { verifyCredential as verify } from '@pos/credentials/verify.ts';

/** Verifies a credential that this registry issued, with the same function that a verifier can run without the registry. */
export const verifyCredential = (d: DependenciesOf<typeof route>): HandlerOf<typeof route> => {
  const { credentialIssuerKey, publicUrl, clock } = d;
  const issuer = {
    url: publicUrl,
    keys: [credentialIssuerKey.publicJwk],
    statusList: (uri: string) => statusListToken(d, uri),
  };
  return async ({ body: { presentation, audience, nonce } }) =>
    reply(200, await verify({ presentation, audience, nonce, issuer, now: clock.now() }));
};

export const handler = routeLambda(route, verifyCredential);
