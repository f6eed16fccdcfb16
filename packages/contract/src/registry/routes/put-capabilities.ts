import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { scope } from '../../access.ts';
import { capabilitiesChanged } from '../events/capabilities-changed.ts';
import { route } from '../../route.ts';
import { AgentCapabilities, PutCapabilitiesRequest } from '../schemas/agent.ts';

export const putCapabilities = route({
  id: 'put-capabilities',
  method: 'PUT',
  path: '/agents/{did}/capabilities',
  summary: 'Replace the capabilities of an agent',
  params: z.object({ did: Did }),
  headers: z.object({
    'if-match': z
      .string()
      .regex(/^"\d+"$/, 'expected the ETag of the capabilities that were read, such as "3"')
      .optional(),
  }),
  body: PutCapabilitiesRequest,
  responses: { 200: AgentCapabilities },
  problems: ['agent-unknown', 'challenge-unknown', 'proof-of-control-invalid', 'did-unresolvable', 'revision-stale'],
  access: scope('registry/agents.write'),
  challenge: 'put-capabilities',
  emits: [capabilitiesChanged],
  needs: ['database', 'solana', 'web'],
});
