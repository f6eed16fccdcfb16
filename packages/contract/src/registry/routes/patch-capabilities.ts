import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { scope } from '../../access.ts';
import { capabilitiesChanged } from '../events/capabilities-changed.ts';
import { route } from '../../route.ts';
import { preconditionHeaders } from '../../schemas/preconditions.ts';
import { AgentCapabilities, PatchCapabilitiesRequest } from '../schemas/agent.ts';

export const patchCapabilities = route({
  id: 'patch-capabilities',
  method: 'PATCH',
  path: '/agents/{did}/capabilities',
  summary: 'Change some capabilities of an agent by a JSON merge patch (RFC 7396)',
  description:
    'Only the members that are sent change. A list replaces the whole list, "metrics" is merged by name, and null removes. ' +
    'Get a challenge for the purpose put-capabilities, sign it, and send the signature as the control proof beside the changes. ' +
    'The ETag of the agent or of its capabilities, sent as If-Match, prevents lost updates.',
  params: z.object({ did: Did }),
  headers: z.object(preconditionHeaders),
  body: PatchCapabilitiesRequest,
  bodyType: 'application/merge-patch+json',
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
