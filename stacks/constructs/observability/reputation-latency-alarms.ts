import type { Contract } from '@pos/contract/contract.ts';
import { operationIdOf, placesOf } from '@pos/contract/places.ts';
import { Construct } from 'constructs';
import { Alarm } from './alarm.ts';
import { apiName } from '../../stage/agreed-names.ts';
import { stageStackOf } from '../stage-stack.ts';

/** Objective for the 99th percentile, in milliseconds. Buyers query a reputation before each purchase. */
const objectiveMs = 500;

/** One latency alarm for every path of a GET route of the slice `reputation`. A new route needs no edit here. */
export class ReputationLatencyAlarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { contract, topicArn }: { readonly contract: Contract; readonly topicArn: string },
  ) {
    super(scope, id);
    const reputation = contract.slices.find((slice) => slice.id === 'reputation');
    for (const route of (reputation?.routes ?? []).flatMap(placesOf).filter(({ method }) => method === 'GET')) {
      new Alarm(this, operationIdOf(route), {
        name: `${operationIdOf(route)}-latency`,
        description: `99 of 100 answers to ${route.method} ${route.path} should come within ${objectiveMs} ms. Look at the trace map for the slow part.`,
        topicArn,
        metric: {
          namespace: 'AWS/ApiGateway',
          name: 'Latency',
          dimensions: {
            ApiName: apiName(stageStackOf(this).stage),
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
