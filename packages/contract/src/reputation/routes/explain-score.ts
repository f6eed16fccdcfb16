import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import * as z from 'zod';
import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { ScoreReason } from '../schemas/score.ts';
import { QueriedScore, ScoreQuery } from '../schemas/score-query.ts';
import { EvidenceUnits } from '../../schemas/evidence-units.ts';
import { formerNameOf } from '../../schemas/former-name.ts';
import { Instant } from '../../schemas/time.ts';

const Masses = z.object({ credible: EvidenceUnits, unverified: EvidenceUnits, counted: EvidenceUnits }).meta({
  description:
    'Units of evidence from credible payers, from unverified payers, and the units of both that count towards the score.',
});

export const explainScore = route({
  id: 'explain-score',
  method: 'GET',
  path: '/reputation/explain',
  aliases: ['/agents/{did}/score/explanation'],
  summary: 'Get the terms of a score and the effect of every rule on it, without naming any payer',
  query: ScoreQuery,
  responses: {
    200: z.object({
      score: QueriedScore,
      bindingTerm: z
        .enum(['longTerm', 'recent', 'value', 'entry'])
        .meta({ description: 'The lowest of the four terms. It is the score.' }),
      termsBps: z.object({ longTerm: ScoreBps, recent: ScoreBps, value: ScoreBps, entry: ScoreBps }),
      praise: Masses,
      complaints: Masses,
      disputes: EvidenceUnits.meta({
        description: 'Units of evidence lost to upheld disputes, rounded to 6 decimals.',
      }),
      reasons: z
        .array(z.object({ code: ScoreReason, effectBps: z.number().int() }))
        .meta({ description: 'Reasons of the score. effectBps is the score without the rule minus the score.' }),
      evidence: z
        .array(
          z.object({
            kind: z.string(),
            pieces: z.number().int(),
            valueAtomic: AtomicAmount.meta({ description: 'Value of the work in atomic USDC.' }),
            usdMicro: AtomicAmount.meta({
              description: 'The same as valueAtomic, under its former name.',
              ...formerNameOf('valueAtomic'),
            }),
          }),
        )
        .meta({ description: 'Evidence items by kind, over the agent’s whole life.' }),
      contributions: z
        .array(z.object({ effectBps: z.number().int(), events: z.number().int(), lastAt: Instant }))
        .meta({
          description:
            'The payers that move the score most, unnamed. effectBps is the score minus the score without the payer; lastAt is the day of the payer’s last event.',
        }),
    }),
  },
  problems: ['agent-unknown'],
  access: open('An agent may know why it has its score, and so may everyone who relies on the score.'),
  needs: ['database'],
  cacheSeconds: 30,
});
