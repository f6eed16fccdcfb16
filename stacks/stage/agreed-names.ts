/** Names that a stack uses before the stack that makes the thing: they point against the order of deployment. */
import { project } from '../constructs/stage-stack.ts';
import type { Stage } from './stage.ts';

/** The bus of the events stack, which is made after the stacks that put events on it. */
export const eventBusName = (stage: Stage): string => `${project}-${stage.name}-events`;

/** The queue of a consumer: the events stack makes it after the function that reads it. */
export const consumerQueueName = (stage: Stage, consumerId: string): string => `${project}-${stage.name}-${consumerId}`;

/** Prefix of the user pool's domain, which is unique over all accounts of a region. */
export const tokenDomainPrefix = (stage: Stage): string => `${project}-${stage.name}-${stage.account}`;

/** Where clients get access tokens: the user pool's domain, which the api stack makes. */
export const tokenUrl = (stage: Stage): string =>
  `https://${tokenDomainPrefix(stage)}.auth.${stage.region}.amazoncognito.com/oauth2/token`;
