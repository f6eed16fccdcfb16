import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import * as z from 'zod';
import { Instant } from '../../schemas/time.ts';

/** Why a score is what it is; codes are stable. */
export const ScoreReason = z.enum([
  'LOW_EVIDENCE',
  'RECENT_DROP',
  'VALUE_LOST_TO_DISPUTES',
  'UNVERIFIED_PAYERS_CAPPED',
  'UNVERIFIED_COMPLAINTS_CAPPED',
  'UPHELD_DISPUTES',
  'LOW_TICKET_EVIDENCE_ONLY',
]);

/** A reputation with its uncertainty, in basis points. */
export const Score = z.object({
  scoreBps: ScoreBps.meta({ description: 'What to rank by: cautious where evidence is thin.' }),
  meanBps: ScoreBps.meta({ description: 'Posterior mean.' }),
  lowBps: ScoreBps.meta({ description: 'Lower end of the credible interval.' }),
  highBps: ScoreBps.meta({ description: 'Upper end of the credible interval.' }),
  evidence: z.number().min(0).meta({ description: 'Evidence mass, in units of one fully credible rated payment.' }),
  reasons: z.array(ScoreReason),
  modelVersion: z.string(),
  asOf: Instant,
});
