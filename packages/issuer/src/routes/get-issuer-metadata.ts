import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getIssuerMetadata } from '@pos/contract/issuer/routes/get-issuer-metadata.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';

export const describe =
  ({ issuerKey, publicUrl }: DependenciesOf<typeof getIssuerMetadata>): HandlerOf<typeof getIssuerMetadata> =>
  async () =>
    reply(200, { issuer: publicUrl, jwks: { keys: [issuerKey.publicJwk] } });

export const handler = routeLambda(getIssuerMetadata, describe);
