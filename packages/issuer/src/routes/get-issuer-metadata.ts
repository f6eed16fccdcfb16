import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getIssuerMetadata as route } from '@pos/contract/issuer/routes/get-issuer-metadata.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';

export const getIssuerMetadata =
  ({ credentialIssuerKey, publicUrl }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async () =>
    reply(200, { issuer: publicUrl, jwks: { keys: [credentialIssuerKey.publicJwk] } });

export const handler = routeLambda(route, getIssuerMetadata);
