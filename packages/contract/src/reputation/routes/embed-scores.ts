import { scope } from '../../access.ts';
import { route } from '../../route.ts';
import { getScores } from './get-scores.ts';

export const embedScores = route({
  id: 'embed-scores',
  method: 'POST',
  path: '/embeds/scores',
  summary: 'Scores of up to 100 agents at once, for marketplaces: 10,000 requests a minute of their own',
  description:
    'Answers as POST /reputation/scores does. Where the registry is deployed it wants the API key of the marketplace as X-Api-Key, and counts by it.',
  body: getScores.body,
  responses: getScores.responses,
  problems: ['api-key-invalid'],
  access: scope('registry/embeds.read'),
  needs: ['database'],
  safe: true,
});
