import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { scope } from '../../access.ts';
import { capabilitiesChanged } from '../events/capabilities-changed.ts';
import { route } from '../../route.ts';
import { preconditionHeaders } from '../../schemas/preconditions.ts';
import { AgentCapabilities, PutCapabilitiesRequest } from '../schemas/agent.ts';

export const putCapabilities = route({
  id: 'put-capabilities',
  method: 'PUT',
  path: '/agents/{did}/capabilities',
  summary: 'Replace the capabilities of an agent',
  description:
    'Send all four members. For one more release a member other than "skills" that is left out keeps its value; after that the request is ' +
    'refused. To change single members use PATCH. The ETag of the agent or of its capabilities, sent as If-Match, prevents lost updates.',
  params: z.object({ did: Did }),
  headers: z.object(preconditionHeaders),
  body: PutCapabilitiesRequest,
  responses: { 200: AgentCapabilities },
  revised: true,
  problems: [
    'request-invalid',
    'agent-unknown',
    'challenge-unknown',
    'proof-of-control-invalid',
    'did-unresolvable',
    'revision-stale',
    'precondition-failed',
  ],
  access: scope('registry/agents.write'),
  challenge: 'put-capabilities',
  emits: [capabilitiesChanged],
  needs: ['database', 'solana', 'web'],
});
