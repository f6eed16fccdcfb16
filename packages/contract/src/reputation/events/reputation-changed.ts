import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { event } from '../../event.ts';
import { AuditHash } from '../schemas/score-query.ts';
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
    auditHash: AuditHash.meta({ description: 'Hash of the row of the audit that records the change.' }),
    score: Score,
    occurredAt: Instant,
  }),
});
