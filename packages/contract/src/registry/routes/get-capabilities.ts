import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { AgentCapabilities } from '../schemas/agent.ts';

export const getCapabilities = route({
  id: 'get-capabilities',
  method: 'GET',
  path: '/agents/{did}/capabilities',
  summary: 'Get the capabilities of an agent',
  params: z.object({ did: Did }),
  responses: { 200: AgentCapabilities },
  revised: true,
  problems: ['agent-unknown'],
  access: open('Profiles are public.'),
  needs: ['database'],
  cacheSeconds: 5,
});
