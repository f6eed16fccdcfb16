import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { event } from '../../event.ts';
import { Score } from '../schemas/score.ts';
import { Instant } from '../../schemas/time.ts';

export const reputationChanged = event({
  id: 'reputation-changed',
  source: 'pos.reputation',
  name: 'ReputationChanged',
  version: 1,
  summary: "New evidence or a new credibility epoch moved an agent's score.",
  audited: true,
  detail: z.object({
    eventId: z.uuid(),
    did: Did,
    sequence: z.number().int().min(1),
    auditHash: z.string().regex(/^[0-9a-f]{64}$/),
    score: Score,
    occurredAt: Instant,
  }),
});
