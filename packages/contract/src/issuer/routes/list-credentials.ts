import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { CURSOR, nextCursor, PageQuery } from '../../schemas/page.ts';
import { CredentialRecord } from '../schemas/credential-record.ts';

export const listCredentials = route({
  id: 'list-credentials',
  method: 'GET',
  path: '/agents/{did}/credentials',
  summary:
    'List the credentials that were issued to an agent, newest first: dates, status and index in the status list',
  params: z.object({ did: Did }),
  query: z.strictObject({ ...PageQuery, cursor: z.uuid().optional().meta(CURSOR) }),
  responses: { 200: z.object({ credentials: z.array(CredentialRecord), nextCursor }) },
  problems: ['agent-unknown'],
  access: open('The answer shows that credentials exist, and nothing of their contents.'),
  needs: ['database'],
  cacheSeconds: 5,
});
