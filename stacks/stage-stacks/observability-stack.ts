import type { Contract } from '@pos/contract/contract.ts';
import type { Construct } from 'constructs';
import { AlarmTopic } from '../constructs/observability/alarm-topic.ts';
import { OverviewDashboard } from '../constructs/observability/overview-dashboard.ts';
import { ReputationLatencyAlarms } from '../constructs/observability/reputation-latency-alarms.ts';
import { SpendingLimits } from '../constructs/observability/spending-limits.ts';
import { StageStack } from '../constructs/stage-stack.ts';
import type { StageContext } from '../constructs/stage-stack.ts';

type ObservabilityStackProps = { readonly contract: Contract; readonly messagesKeyArn: string };

/**
 * The alarm topic, the latency alarms, the dashboard and the budgets. Other stacks create alarms beside what they
 * watch and notify this topic.
 */
export class ObservabilityStack extends StageStack {
  readonly topicArn: string;

  constructor(scope: Construct, context: StageContext, { contract, messagesKeyArn }: ObservabilityStackProps) {
    super(scope, 'observability', context);
    this.topicArn = new AlarmTopic(this, 'alarms', { keyArn: messagesKeyArn }).arn;
    new ReputationLatencyAlarms(this, 'latency', { contract, topicArn: this.topicArn });
    new OverviewDashboard(this, 'overview');
    new SpendingLimits(this, 'spending', { topicArn: this.topicArn });
    this.publish('alarm_topic_arn', this.topicArn, 'Topic of all alarms; subscribe a pager to it');
  }
}
