import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { Agent } from '../schemas/agent.ts';

export const getAgent = route({
  id: 'get-agent',
  method: 'GET',
  path: '/agents/{did}',
  summary: 'Get one agent with its capabilities and score',
  params: z.object({ did: Did }),
  responses: { 200: Agent },
  revised: true,
  problems: ['agent-unknown'],
  access: open('Profiles are public.'),
  needs: ['database'],
  cacheSeconds: 5,
});
