import { event } from '../../event.ts';
import { SettledWork } from '../../schemas/settled-work.ts';

export const ratingGiven = event({
  id: 'rating-given',
  source: 'pos.reputation',
  name: 'RatingGiven',
  version: 1,
  summary: 'The paying wallet rated the work or amended its rating.',
  detail: SettledWork,
});
