import { Did } from '@pos/vocabulary/did.ts';
import { Skill } from '@pos/vocabulary/skill.ts';
import * as z from 'zod';
import { event } from '../../event.ts';
import { Instant } from '../../schemas/time.ts';

export const agentRegistered = event({
  id: 'agent-registered',
  source: 'pos.registry',
  name: 'AgentRegistered',
  version: 1,
  summary: 'An agent proved control of its DID and joined the registry.',
  detail: z.object({
    eventId: z.uuid(),
    did: Did,
    name: z.string(),
    skills: z.array(Skill),
    occurredAt: Instant,
  }),
});
