import { open } from '../../access.ts';
import { route } from '../../route.ts';
import { Challenge, ChallengeRequest } from '../../schemas/challenge.ts';

export const createChallenge = route({
  id: 'create-challenge',
  method: 'POST',
  path: '/challenges',
  summary: 'Get a message whose signature proves control of a DID',
  body: ChallengeRequest,
  responses: { 201: Challenge },
  problems: [],
  access: open('A challenge reveals nothing and is useless without a key of the DID.'),
  needs: ['database'],
  // The route counts as safe although it stores the challenge, because a second challenge has no effect. The request has
  // no credential to which an idempotency key could belong.
  safe: true,
});
