import { BudgetsBudget } from '@cdktf/provider-aws/lib/budgets-budget/index.js';
import { CeAnomalyMonitor } from '@cdktf/provider-aws/lib/ce-anomaly-monitor/index.js';
import { CeAnomalySubscription } from '@cdktf/provider-aws/lib/ce-anomaly-subscription/index.js';
import { Construct } from 'constructs';
import { regions } from '../../stage/regions.ts';
import { stageStackOf } from '../stage-stack.ts';

/**
 * Budgets for the monthly bill and for the vCPU hours of Fargate, and an anomaly monitor that reports an unusual cost
 * of a service from 5 % of the monthly budget.
 */
export class SpendingLimits extends Construct {
  constructor(scope: Construct, id: string, { topicArn }: { readonly topicArn: string }) {
    super(scope, id);
    const stack = stageStackOf(this);
    const { watch, region } = stack.stage;
    const tell = (threshold: number, notificationType: 'ACTUAL' | 'FORECASTED') => ({
      comparisonOperator: 'GREATER_THAN',
      threshold,
      thresholdType: 'PERCENTAGE',
      notificationType,
      subscriberSnsTopicArns: [topicArn],
    });
    new BudgetsBudget(this, 'month', {
      name: stack.named('month'),
      budgetType: 'COST',
      limitAmount: watch.monthlyBudgetUsd.toFixed(1),
      limitUnit: 'USD',
      timeUnit: 'MONTHLY',
      notification: [tell(80, 'ACTUAL'), tell(100, 'ACTUAL'), tell(100, 'FORECASTED')],
    });
    const { usagePrefix } = regions[region];
    new BudgetsBudget(this, 'fargate-vcpu', {
      name: stack.named('fargate-vcpu-hours'),
      budgetType: 'USAGE',
      limitAmount: watch.fargateVcpuHoursBudget.toFixed(1),
      limitUnit: 'vCPU-Hours',
      timeUnit: 'MONTHLY',
      costFilter: [
        {
          name: 'UsageType',
          values: [
            `${usagePrefix}-Fargate-ARM-vCPU-Hours:perCPU`,
            `${usagePrefix}-SpotUsage-Fargate-ARM-vCPU-Hours:perCPU`,
          ],
        },
      ],
      notification: [tell(80, 'ACTUAL'), tell(100, 'FORECASTED')],
    });
    const monitor = new CeAnomalyMonitor(this, 'services', {
      name: stack.named('services'),
      monitorType: 'DIMENSIONAL',
      monitorDimension: 'SERVICE',
    });
    new CeAnomalySubscription(this, 'anomalies', {
      name: stack.named('anomalies'),
      frequency: 'IMMEDIATE',
      monitorArnList: [monitor.arn],
      subscriber: [{ type: 'SNS', address: topicArn }],
      thresholdExpression: {
        dimension: {
          key: 'ANOMALY_TOTAL_IMPACT_ABSOLUTE',
          matchOptions: ['GREATER_THAN_OR_EQUAL'],
          values: [String(Math.ceil(watch.monthlyBudgetUsd / 20))],
        },
      },
    });
  }
}
