import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getDocs as route } from '@pos/contract/api-docs/routes/get-docs.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { docsPage } from '../docs-page.ts';
import { openApiDocument } from '../open-api-document.ts';

export const getDocs = ({ publicUrl, tokenUrl }: DependenciesOf<typeof route>): HandlerOf<typeof route> => {
  const page = docsPage(openApiDocument(publicUrl, tokenUrl), tokenUrl);
  return async () => reply(200, page);
};

export const handler = routeLambda(route, getDocs);
