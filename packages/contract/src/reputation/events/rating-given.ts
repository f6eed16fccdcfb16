import { event } from '../../event.ts';
import { SettledWork } from '../../schemas/settled-work.ts';

export const ratingGiven = event({
  id: 'rating-given',
  source: 'pos.reputation',
  name: 'RatingGiven',
  version: 1,
  summary: 'The wallet that paid rated the work, or changed its rating.',
  detail: SettledWork,
});
