import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { ProvenHistory } from '../../zk-verify/schemas/proof.ts';
import { QueriedScore, ScoreQuery } from '../schemas/score-query.ts';

export const getScore = route({
  id: 'get-score',
  method: 'GET',
  path: '/reputation/score',
  aliases: ['/agents/{did}/score'],
  summary: "Get an agent's score with its uncertainty and reasons",
  query: ScoreQuery,
  responses: {
    200: QueriedScore.extend({
      proven: ProvenHistory.nullable().meta({
        description: 'What the agent last proved about its whole history; null when it has proved nothing.',
      }),
    }),
  },
  problems: ['agent-unknown'],
  access: open('Scores are free to query, so that clients use them.'),
  needs: ['database'],
  cacheSeconds: 5,
});
