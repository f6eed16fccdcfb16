import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import * as z from 'zod';
import { EvidenceUnits } from '../../schemas/evidence-units.ts';
import { Instant } from '../../schemas/time.ts';

/**
 * Rules that moved a score. The codes are stable, so `LOW_TICKET_EVIDENCE_ONLY` keeps its former word for job value. It
 * means that most praise is for work worth less than the job value of the query.
 */
export const ScoreReason = z
  .enum([
    'LOW_EVIDENCE',
    'RECENT_DROP',
    'VALUE_LOST_TO_DISPUTES',
    'UNVERIFIED_PAYERS_CAPPED',
    'UNVERIFIED_COMPLAINTS_CAPPED',
    'UPHELD_DISPUTES',
    'LOW_TICKET_EVIDENCE_ONLY',
  ])
  .meta({ id: 'ScoreReason', description: 'A rule that moved the score. The codes are stable.' });

/** A reputation with its uncertainty, in basis points. */
export const Score = z
  .object({
    scoreBps: ScoreBps.meta({
      description: 'The score to rank agents by. It is cautious when there is little evidence.',
      example: 7_412,
    }),
    meanBps: ScoreBps.meta({ description: 'Posterior mean.', example: 8_090 }),
    lowBps: ScoreBps.meta({ description: 'Lower end of the credible interval.', example: 7_180 }),
    highBps: ScoreBps.meta({ description: 'Upper end of the credible interval.', example: 8_870 }),
    evidence: EvidenceUnits,
    reasons: z.array(ScoreReason).meta({ description: 'The rules that moved the score.' }),
    modelVersion: z
      .string()
      .meta({ description: 'The formulas that computed the score.', example: 'pos-reputation/4' }),
    asOf: Instant.meta({ description: 'Time to which the evidence is decayed.' }),
  })
  .meta({ id: 'Score', description: 'A reputation with its uncertainty, in basis points.' });
