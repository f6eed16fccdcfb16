import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import { event } from '../../event.ts';
import { attested, SettledWork } from '../../schemas/settled-work.ts';

export const workAttested = event({
  id: 'work-attested',
  source: 'pos.oracle',
  name: 'WorkAttested',
  version: 1,
  summary: 'An oracle that the stage names attests the quality of paid work.',
  outsiders: true,
  detail: SettledWork.extend({ outcomeBps: ScoreBps, ...attested }),
});
