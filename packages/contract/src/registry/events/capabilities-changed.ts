import { Did } from '@pos/vocabulary/did.ts';
import { Skill } from '@pos/vocabulary/skill.ts';
import * as z from 'zod';
import { event } from '../../event.ts';
import { Instant } from '../../schemas/time.ts';

export const capabilitiesChanged = event({
  id: 'capabilities-changed',
  source: 'pos.registry',
  name: 'CapabilitiesChanged',
  version: 1,
  summary: 'An agent changed its capabilities.',
  detail: z.object({
    eventId: z.uuid(),
    did: Did,
    revision: z.number().int(),
    skills: z.array(Skill),
    occurredAt: Instant,
  }),
});
