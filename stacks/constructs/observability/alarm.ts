import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import { Construct } from 'constructs';
import { stageStackOf } from '../stage-stack.ts';

type AlarmMetric = {
  /** CloudWatch namespace, such as `AWS/Lambda`. */
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Average`, `Maximum`, `Minimum`, `SampleCount`, or a percentile such as `p99`. */
  readonly statistic: string;
  /** Length of one period, in seconds: 10, 30 or a multiple of 60. */
  readonly periodSeconds: number;
};

export type AlarmProps = {
  /** The alarm becomes `pos-<stage>-<name>`. */
  readonly name: string;
  /** The fault, and the section of the runbook about it. The notification begins with this text. */
  readonly description: string;
  /** ARN of the topic that is notified when the alarm starts and when it ends. */
  readonly topicArn: string;
  readonly metric: AlarmMetric;
  /** Value that a period must exceed, or fall below, to count as breaching. The unit is that of the metric. */
  readonly threshold: number;
  /** Side of the threshold that is breaching. Default: `above`. */
  readonly when?: 'above' | 'below';
  /** Number of periods that are evaluated, and how many of them must breach. Default: 1 of 1. */
  readonly periods?: { readonly of: number; readonly breaching: number };
  /** Meaning of a period without data. Default: `notBreaching`. `breaching` suits a heartbeat. */
  readonly silence?: 'notBreaching' | 'breaching';
};

/** A CloudWatch alarm that notifies its topic when it starts and when it ends. */
export class Alarm extends Construct {
  readonly arn: string;
  readonly name: string;

  constructor(scope: Construct, id: string, props: AlarmProps) {
    super(scope, id);
    const { metric, periods = { of: 1, breaching: 1 } } = props;
    const isPercentile = /^p\d/.test(metric.statistic);
    const alarm = new CloudwatchMetricAlarm(this, 'alarm', {
      alarmName: stageStackOf(this).named(props.name),
      alarmDescription: props.description,
      alarmActions: [props.topicArn],
      okActions: [props.topicArn],
      namespace: metric.namespace,
      metricName: metric.name,
      dimensions: { ...metric.dimensions },
      period: metric.periodSeconds,
      ...(isPercentile
        ? { extendedStatistic: metric.statistic, evaluateLowSampleCountPercentiles: 'ignore' }
        : { statistic: metric.statistic }),
      comparisonOperator: props.when === 'below' ? 'LessThanThreshold' : 'GreaterThanThreshold',
      threshold: props.threshold,
      evaluationPeriods: periods.of,
      datapointsToAlarm: periods.breaching,
      treatMissingData: props.silence ?? 'notBreaching',
    });
    this.arn = alarm.arn;
    this.name = alarm.alarmName;
  }
}
