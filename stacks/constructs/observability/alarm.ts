import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js';
import { Construct } from 'constructs';
import { stageStackOf } from '../stage-stack.ts';

export type AlarmMetric = {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Sum`, `Average`, `Maximum`, `Minimum`, `SampleCount`, or a percentile such as `p99`. */
  readonly statistic: string;
  readonly periodSeconds: number;
};

export type AlarmProps = {
  readonly name: string;
  /** What is wrong and where the runbook deals with it: whoever is woken reads this first. */
  readonly description: string;
  readonly topicArn: string;
  readonly metric: AlarmMetric;
  readonly threshold: number;
  /** `above` by default. */
  readonly when?: 'above' | 'below';
  /** Periods looked at, and how many of them must breach. */
  readonly periods?: { readonly of: number; readonly breaching: number };
  /** Silence is health by default; `breaching` suits a heartbeat. */
  readonly silence?: 'notBreaching' | 'breaching';
};

/** An alarm that tells its topic both when it starts and when it is over. */
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
