import { slice } from '../slice.ts';
import { applyAttestations } from './consumers/apply-attestations.ts';
import { applyProof } from './consumers/apply-proof.ts';
import { applySettlement } from './consumers/apply-settlement.ts';
import { disputeResolved } from './events/dispute-resolved.ts';
import { jobReported } from './events/job-reported.ts';
import { payerAttested } from './events/payer-attested.ts';
import { ratingGiven } from './events/rating-given.ts';
import { reputationChanged } from './events/reputation-changed.ts';
import { workAttested } from './events/work-attested.ts';
import { problems } from './problems.ts';
import { embedScores } from './routes/embed-scores.ts';
import { explainScore } from './routes/explain-score.ts';
import { getRating } from './routes/get-rating.ts';
import { getReputationReport } from './routes/get-reputation-report.ts';
import { getScoreHistory } from './routes/get-score-history.ts';
import { getScore } from './routes/get-score.ts';
import { getScores } from './routes/get-scores.ts';
import { listModels } from './routes/list-models.ts';
import { rateSettlement } from './routes/rate-settlement.ts';
import { advanceCredibility } from './tasks/advance-credibility.ts';

export const reputation = slice({
  id: 'reputation',
  tag: 'reputation',
  summary: 'Scores with their reasons, and the evidence that moves them.',
  routes: [
    embedScores,
    explainScore,
    getRating,
    getReputationReport,
    getScore,
    getScoreHistory,
    getScores,
    listModels,
    rateSettlement,
  ],
  events: [disputeResolved, jobReported, payerAttested, ratingGiven, reputationChanged, workAttested],
  consumers: [applyAttestations, applyProof, applySettlement],
  tasks: [advanceCredibility],
  problems,
});
