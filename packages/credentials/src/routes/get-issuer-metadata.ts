import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getIssuerMetadata } from '@pos/contract/routes/get-issuer-metadata.ts';
import type { DependenciesOf } from '@pos/lambda/dependencies.ts';
import { routeLambda } from '@pos/lambda/route-lambda.ts';

export const describe =
  ({ issuerKey, publicUrl }: DependenciesOf<typeof getIssuerMetadata>): HandlerOf<typeof getIssuerMetadata> =>
  async () =>
    reply(200, { issuer: publicUrl, jwks: { keys: [issuerKey.publicJwk] } });

export const handler = routeLambda(getIssuerMetadata, describe);
