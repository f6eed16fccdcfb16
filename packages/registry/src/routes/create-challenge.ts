import { randomBytes } from 'node:crypto';
import { reply, type HandlerOf } from '@pos/contract/reply.ts';
import { createChallenge as route } from '@pos/contract/registry/routes/create-challenge.ts';
import { issueChallenge } from '@pos/database/challenges.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { routeLambda } from '@pos/runtime/route-lambda.ts';
import { challengeMessage } from '@pos/identity/domain/challenge-message.ts';

const LIFETIME_MS = 5 * 60_000;

/**
 * Issues a challenge to sign. The signature proves control of one DID for one purpose, can be used once and is valid
 * for five minutes.
 */
export const createChallenge =
  ({ database, clock, newId, publicUrl }: DependenciesOf<typeof route>): HandlerOf<typeof route> =>
  async ({ body: { did, purpose } }) => {
    const issuedAt = clock.now();
    const expiresAt = new Date(issuedAt.getTime() + LIFETIME_MS);
    const nonce = randomBytes(16).toString('hex');
    const message = challengeMessage({
      domain: new URL(publicUrl).host,
      uri: publicUrl,
      did,
      purpose,
      nonce,
      issuedAt,
      expiresAt,
    });
    const challengeId = newId();
    await issueChallenge(database.orm, { id: challengeId, did, purpose, message, expiresAt });
    return reply(201, { challengeId, message, expiresAt });
  };

export const handler = routeLambda(route, createChallenge);
