import { scope } from '../../access.ts';
import { route } from '../../route.ts';
import { getScores } from './get-scores.ts';

export const embedScores = route({
  id: 'embed-scores',
  method: 'POST',
  path: '/embeds/scores',
  summary: 'Scores of up to 100 agents at once for marketplaces, with a quota of 10,000 requests a minute',
  description:
    'Answers as POST /reputation/scores does. A deployed registry requires the API key of the marketplace in X-Api-Key and counts requests by that key.',
  body: getScores.body,
  responses: getScores.responses,
  problems: ['api-key-invalid'],
  access: scope('registry/embeds.read'),
  needs: ['database'],
  safe: true,
});
