/**
 * Names of resources that one stack uses before another stack creates the resource. A reference would point against the
 * order of deployment, so both stacks compute the same name. Policy rule X5 checks that each named resource exists.
 */
import type { Stage } from './stage.ts';

/** Prefix of every resource name and of the variables that a stage reads. */
export const project = 'pos';

/** The bucket that the bootstrap stack creates and in which every other stack keeps its Terraform state. */
export const stateBucketName = (stage: Stage): string => `${project}-${stage.name}-state-${stage.account}`;

/** The DynamoDB lock table, which exists only when the stage sets `delivery.lockTable`. */
export const lockTableName = (stage: Stage): string => `${project}-${stage.name}-state-lock`;

/** The REST API, as API Gateway names it in metric dimensions. The api stack creates it after the alarms that watch it. */
export const apiName = (stage: Stage): string => `${project}-${stage.name}-api`;

/** The event bus. The events stack creates it after the stacks that put events on it. */
export const eventBusName = (stage: Stage): string => `${project}-${stage.name}-events`;

/** The queue of a consumer. The events stack creates it after the function that reads it. */
export const consumerQueueName = (stage: Stage, consumerId: string): string => `${project}-${stage.name}-${consumerId}`;

/** Domain prefix of the Cognito user pool. It must be unique among all AWS accounts of a region. */
export const tokenDomainPrefix = (stage: Stage): string => `${project}-${stage.name}-${stage.account}`;

/** The OAuth 2.0 token endpoint of the user pool that the api stack creates. */
export const tokenUrl = (stage: Stage): string =>
  `https://${tokenDomainPrefix(stage)}.auth.${stage.region}.amazoncognito.com/oauth2/token`;
