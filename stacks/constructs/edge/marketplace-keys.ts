import { ApiGatewayApiKey } from '@cdktf/provider-aws/lib/api-gateway-api-key/index.js';
import { ApiGatewayUsagePlanKey } from '@cdktf/provider-aws/lib/api-gateway-usage-plan-key/index.js';
import { ApiGatewayUsagePlan } from '@cdktf/provider-aws/lib/api-gateway-usage-plan/index.js';
import { Construct } from 'constructs';
import { stageStackOf } from '../stage-stack.ts';

/** 10,000 requests a minute, as API Gateway counts: a second's rate, and how many may come at once. */
export const marketplacePlan = { perMinute: 10_000, ratePerSecond: 166, burst: 330 } as const;

/** A key for each marketplace that the stage names, all under one plan; each key has the plan's rate to itself. */
export class MarketplaceKeys extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { apiId, stageName }: { readonly apiId: string; readonly stageName: string },
  ) {
    super(scope, id);
    const stack = stageStackOf(this);
    const plan = new ApiGatewayUsagePlan(this, 'plan', {
      name: stack.named('marketplaces'),
      description: `${marketplacePlan.perMinute} requests a minute for each key`,
      apiStages: [{ apiId, stage: stageName }],
      throttleSettings: { rateLimit: marketplacePlan.ratePerSecond, burstLimit: marketplacePlan.burst },
    });
    for (const name of stack.stage.api.marketplaces) {
      const key = new ApiGatewayApiKey(this, `key-${name}`, {
        name: stack.named(name),
        description: `Embeds of the marketplace ${name}`,
        customerId: name,
      });
      new ApiGatewayUsagePlanKey(this, `plan-key-${name}`, { usagePlanId: plan.id, keyId: key.id, keyType: 'API_KEY' });
    }
  }
}
