import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { ScoreReason } from '../schemas/score.ts';
import { AgentScore, ScoreQuery } from '../schemas/score-query.ts';
import { Instant } from '../../schemas/time.ts';

const Masses = z.object({ credible: z.number(), unverified: z.number(), counted: z.number() }).meta({
  description: 'Units of evidence from payers whose word counts and from others, and what counts of both.',
});

export const explainScore = route({
  id: 'explain-score',
  method: 'GET',
  path: '/reputation/explain',
  summary: 'What a score is made of and what moved it, without naming anybody who paid',
  query: ScoreQuery,
  responses: {
    200: z.object({
      score: AgentScore,
      bindingTerm: z
        .enum(['longTerm', 'recent', 'value', 'entry'])
        .meta({ description: 'The lowest of the four terms, which is the score.' }),
      termsBps: z.object({ longTerm: ScoreBps, recent: ScoreBps, value: ScoreBps, entry: ScoreBps }),
      praise: Masses,
      complaints: Masses,
      disputes: z.number(),
      reasons: z
        .array(z.object({ code: ScoreReason, effectBps: z.number().int() }))
        .meta({ description: 'effectBps: the score without the rule, less the score.' }),
      evidence: z
        .array(z.object({ kind: z.string(), pieces: z.number().int(), usdMicro: AtomicAmount }))
        .meta({ description: 'What was said, by kind, over the agent’s whole life.' }),
      contributions: z
        .array(z.object({ effectBps: z.number().int(), events: z.number().int(), lastAt: Instant }))
        .meta({
          description:
            'Payers whose dealings move the score most, unnamed: the score, less what it would be without them. lastAt is the day of the last dealing.',
        }),
    }),
  },
  problems: ['agent-unknown'],
  access: open('Who is judged may know why, and so may who relies on it.'),
  needs: ['database'],
  cacheSeconds: 30,
});
