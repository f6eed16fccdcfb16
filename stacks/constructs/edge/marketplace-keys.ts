import { ApiGatewayApiKey } from '@cdktf/provider-aws/lib/api-gateway-api-key/index.js';
import { ApiGatewayUsagePlanKey } from '@cdktf/provider-aws/lib/api-gateway-usage-plan-key/index.js';
import { ApiGatewayUsagePlan } from '@cdktf/provider-aws/lib/api-gateway-usage-plan/index.js';
import { Construct } from 'constructs';
import { stageStackOf } from '../stage-stack.ts';

/** The usage plan of 10,000 requests a minute. API Gateway needs it as a rate per second and a burst. */
export const marketplacePlan = { perMinute: 10_000, ratePerSecond: 166, burst: 330 } as const;

/**
 * An API key for each marketplace in `api.marketplaces` of the stage. All keys belong to one usage plan, whose limits
 * apply to each key separately.
 */
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
