import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import { event } from '../../event.ts';
import { carried } from '../../zk-verify/schemas/proof.ts';
import { attested, SettledWork } from '../../schemas/settled-work.ts';

export const jobReported = event({
  id: 'job-reported',
  source: 'pos.reporter',
  name: 'JobReported',
  version: 1,
  summary: 'A reporter that the stage names attests how paid work ended.',
  outsiders: true,
  detail: SettledWork.extend({ outcomeBps: ScoreBps, ...attested, ...carried }),
});
