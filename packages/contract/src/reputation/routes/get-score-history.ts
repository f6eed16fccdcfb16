import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { formerNameOf } from '../../schemas/former-name.ts';
import { formerCursor, nextBefore, nextCursor, ONE_CURSOR, SequenceCursor } from '../../schemas/page.ts';
import { Instant } from '../../schemas/time.ts';
import { AuditHash } from '../schemas/score-query.ts';
import { Score } from '../schemas/score.ts';

export const getScoreHistory = route({
  id: 'get-score-history',
  method: 'GET',
  path: '/reputation/history',
  aliases: ['/agents/{did}/score/history'],
  summary: 'List every change of a score, newest first, for plots and audits',
  query: z
    .strictObject({
      did: Did,
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(500)
        .default(100)
        .meta({ description: 'Maximum number of changes of a page.' }),
      cursor: SequenceCursor,
      before: z.coerce.number().int().min(1).optional().meta(formerCursor),
    })
    .refine(...ONE_CURSOR),
  responses: {
    200: z.object({
      did: Did,
      points: z.array(
        Score.extend({
          sequence: z.number().int(),
          cause: z.enum(['evidence', 'epoch']).meta({
            description:
              'evidence: new evidence items; epoch: a new credibility epoch changed what its payers’ words are worth.',
          }),
          auditHash: AuditHash.meta({
            description: 'Hash of the row of the audit that records the change. It was the evidenceRoot at that time.',
          }),
          hash: AuditHash.meta({
            description: 'The same as auditHash, under its former name.',
            ...formerNameOf('auditHash'),
          }),
          at: Instant.meta({ description: 'The same as asOf, under its former name.', ...formerNameOf('asOf') }),
        }),
      ),
      nextCursor,
      nextBefore,
    }),
  },
  problems: ['agent-unknown'],
  access: open('The history of a score is as public as the score.'),
  needs: ['database'],
  cacheSeconds: 5,
});
