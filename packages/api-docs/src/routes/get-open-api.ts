import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getOpenApi as route } from '@pos/contract/api-docs/routes/get-open-api.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { openApiDocument } from '../open-api-document.ts';

export const getOpenApi = ({ publicUrl, tokenUrl }: DependenciesOf<typeof route>): HandlerOf<typeof route> => {
  const document = { ...openApiDocument(publicUrl, tokenUrl) };
  return async () => reply(200, document);
};

export const handler = routeLambda(route, getOpenApi);
