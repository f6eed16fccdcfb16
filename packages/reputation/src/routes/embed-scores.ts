import type { HandlerOf } from '@pos/contract/reply.ts';
import { embedScores } from '@pos/contract/routes/embed-scores.ts';
import type { DependenciesOf } from '@pos/lambda/dependencies.ts';
import { routeLambda } from '@pos/lambda/route-lambda.ts';
import { scores } from './get-scores.ts';

/** The same answer as for everybody; only who asks is known, and counted. */
export const embedded: (dependencies: DependenciesOf<typeof embedScores>) => HandlerOf<typeof embedScores> = scores;

export const handler = routeLambda(embedScores, embedded);
