import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getOpenApi } from '@pos/contract/api-docs/routes/get-open-api.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { openApiDocument } from '../open-api-document.ts';

export const describe = ({ publicUrl, tokenUrl }: DependenciesOf<typeof getOpenApi>): HandlerOf<typeof getOpenApi> => {
  const document = { ...openApiDocument(publicUrl, tokenUrl) };
  return async () => reply(200, document);
};

export const handler = routeLambda(getOpenApi, describe);
