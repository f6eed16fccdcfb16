import { Did } from '@pos/vocabulary/did.ts';
import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { AgentScore, ScoreQuery } from '../schemas/score-query.ts';

const Evidence = z.object({ good: z.number(), bad: z.number() });

export const getReputationReport = route({
  id: 'get-reputation-report',
  method: 'GET',
  path: '/reputation/report',
  summary: 'Everything behind a score: evidence by size of job, place among all agents, and peers',
  query: ScoreQuery,
  responses: {
    200: z.object({
      score: AgentScore,
      payers: z.number().int(),
      epoch: z.number().int().nullable().meta({ description: 'The epoch whose credibility of payers was used.' }),
      rungs: z
        .array(
          z.object({
            rungUsd: z.number(),
            credible: Evidence,
            unverified: Evidence,
            recentCredible: Evidence,
            recentUnverified: Evidence,
          }),
        )
        .meta({
          description:
            'Units of evidence on each rung of values, decayed to now; a payer fills a rung to one unit at most.',
        }),
      disputes: z.array(z.object({ rungUsd: z.number(), units: z.number() })),
      standing: z
        .object({
          rank: z.number().int().meta({ description: '1 is the best; agents of equal score share it.' }),
          of: z.number().int(),
          percentileBps: ScoreBps.meta({ description: 'Share of agents with a lower score.' }),
        })
        .meta({
          description:
            'Among all agents with a score, by the scores over all jobs as they were published last, whatever ticket is asked about.',
        }),
      peers: z
        .array(z.object({ did: Did, name: z.string(), scoreBps: ScoreBps }))
        .meta({ description: 'Agents with a skill in common, next above and below.' }),
    }),
  },
  problems: ['agent-unknown'],
  access: open('Evidence is public, and adding it up is what the registry is for.'),
  needs: ['database'],
  cacheSeconds: 60,
});
