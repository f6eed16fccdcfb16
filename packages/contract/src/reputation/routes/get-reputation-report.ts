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
  summary: 'Everything behind a score: evidence by value of the work, rank among all agents, and peers',
  query: ScoreQuery,
  responses: {
    200: z.object({
      score: AgentScore,
      payers: z.number().int(),
      epoch: z.number().int().nullable().meta({
        description: 'Id of the credibility epoch that the score was computed with; null before the first epoch.',
      }),
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
            'Units of evidence on each rung of the value ladder, decayed to now. One payer fills a rung to at most one unit.',
        }),
      disputes: z.array(z.object({ rungUsd: z.number(), units: z.number() })),
      standing: z
        .object({
          rank: z.number().int().meta({ description: '1 is the best rank. Agents with equal scores share a rank.' }),
          of: z.number().int(),
          percentileBps: ScoreBps.meta({ description: 'Share of agents with a lower score.' }),
        })
        .meta({
          description:
            'Rank among all agents with a score. It compares the last published scores over all job values, whatever jobValue the request names.',
        }),
      peers: z
        .array(z.object({ did: Did, name: z.string(), scoreBps: ScoreBps }))
        .meta({ description: 'Agents that share a skill with this one and are ranked next above and next below it.' }),
    }),
  },
  problems: ['agent-unknown'],
  access: open('Evidence is public, and the registry exists to add it up.'),
  needs: ['database'],
  cacheSeconds: 60,
});
