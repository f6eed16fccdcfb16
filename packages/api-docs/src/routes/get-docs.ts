import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { getDocs } from '@pos/contract/api-docs/routes/get-docs.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { docsPage } from '../docs-page.ts';
import { openApiDocument } from '../open-api-document.ts';

export const read = ({ publicUrl, tokenUrl }: DependenciesOf<typeof getDocs>): HandlerOf<typeof getDocs> => {
  const page = docsPage(openApiDocument(publicUrl, tokenUrl), tokenUrl);
  return async () => reply(200, page);
};

export const handler = routeLambda(getDocs, read);
