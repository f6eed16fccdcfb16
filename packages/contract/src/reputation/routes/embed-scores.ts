import { metered } from '../../access.ts';
import { route } from '../../route.ts';
import { getScores } from './get-scores.ts';

export const embedScores = route({
  id: 'embed-scores',
  method: 'POST',
  path: '/embeds/scores',
  summary: 'Get the scores of up to 100 agents at once for marketplaces, with a quota of 10,000 requests a minute',
  description:
    'Answers as POST /reputation/scores does. Send the API key of the marketplace in X-Api-Key. The quota applies to each key.',
  body: getScores.body,
  responses: getScores.responses,
  problems: [],
  access: metered('registry/embeds.read'),
  needs: ['database'],
  safe: true,
});
