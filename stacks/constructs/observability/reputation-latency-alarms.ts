import type { Contract } from '@pos/contract/contract.ts';
import { Construct } from 'constructs';
import { Alarm } from './alarm.ts';
import { stageStackOf } from '../stage-stack.ts';

/** The name of the REST API and of its stage, under which API Gateway reports metrics. */
export const apiName = (scope: Construct): string => stageStackOf(scope).named('api');

/** A buyer asks for a reputation before each purchase: slower than this, at the 99th percentile, is too slow. */
const objectiveMs = 500;

/** One alarm for every query of a reputation that the contract has; a new one is watched without another edit. */
export class ReputationLatencyAlarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { contract, topicArn }: { readonly contract: Contract; readonly topicArn: string },
  ) {
    super(scope, id);
    const reputation = contract.slices.find((slice) => slice.id === 'reputation');
    for (const route of (reputation?.routes ?? []).filter(({ method }) => method === 'GET')) {
      new Alarm(this, route.id, {
        name: `${route.id}-latency`,
        description: `99 of 100 answers to ${route.method} ${route.path} should come within ${objectiveMs} ms. Look at the trace map for the slow part.`,
        topicArn,
        metric: {
          namespace: 'AWS/ApiGateway',
          name: 'Latency',
          dimensions: {
            ApiName: apiName(this),
            Stage: stageStackOf(this).stage.name,
            Resource: route.path,
            Method: route.method,
          },
          statistic: 'p99',
          periodSeconds: 60,
        },
        threshold: objectiveMs,
        periods: { of: 5, breaching: 3 },
      });
    }
  }
}
