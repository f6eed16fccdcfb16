import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import { Did } from '@pos/vocabulary/did.ts';
import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { EvidenceUnits } from '../../schemas/evidence-units.ts';
import { formerNameOf } from '../../schemas/former-name.ts';
import { QueriedScore, ScoreQuery } from '../schemas/score-query.ts';

const Evidence = z.object({
  praise: EvidenceUnits,
  complaints: EvidenceUnits,
  good: EvidenceUnits.meta({
    description: 'The same as praise, under its former name.',
    ...formerNameOf('praise'),
  }),
  bad: EvidenceUnits.meta({
    description: 'The same as complaints, under its former name.',
    ...formerNameOf('complaints'),
  }),
});

const rung = {
  rungAtomic: AtomicAmount.meta({ description: 'Value of the rung in atomic USDC.' }),
  rungUsd: z.number().meta({
    description: 'The same as rungAtomic in USD, under its former name.',
    ...formerNameOf('rungAtomic'),
  }),
};

export const getReputationReport = route({
  id: 'get-reputation-report',
  method: 'GET',
  path: '/reputation/report',
  aliases: ['/agents/{did}/score/report'],
  summary: 'Get everything behind a score: evidence by value of the work, rank among all agents, and peers',
  query: ScoreQuery,
  responses: {
    200: z.object({
      score: QueriedScore,
      payers: z.number().int(),
      epoch: z.number().int().nullable().meta({
        description: 'Id of the credibility epoch that the score was computed with; null before the first epoch.',
      }),
      rungs: z
        .array(
          z.object({
            ...rung,
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
      disputes: z
        .array(z.object({ ...rung, units: EvidenceUnits }))
        .meta({ description: 'Units of evidence that upheld disputes took, on each rung of their own ladder.' }),
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
