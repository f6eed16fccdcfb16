import { Construct } from 'constructs';
import { Alarm } from '../observability/alarm.ts';

type DatabaseAlarmsProps = {
  /** Identifier of the RDS instance. */
  readonly identifier: string;
  /** Name of the RDS Proxy in front of the instance. */
  readonly proxyName: string;
  /** ARN of the topic that the alarms notify: `ObservabilityStack.topicArn`. */
  readonly alarmTopicArn: string;
};

/**
 * Alarms that warn before the database fails. The thresholds are CPU above 80 %, less than 4 GiB of free storage, less
 * than 128 MiB of free memory, and more than 5 pinned sessions.
 */
export class DatabaseAlarms extends Construct {
  constructor(scope: Construct, id: string, { identifier, proxyName, alarmTopicArn: topicArn }: DatabaseAlarmsProps) {
    super(scope, id);
    const watch = (name: string, metric: string, threshold: number, when: 'above' | 'below', description: string) =>
      new Alarm(this, name, {
        name: `database-${name}`,
        description,
        topicArn,
        metric: {
          namespace: 'AWS/RDS',
          name: metric,
          dimensions: { DBInstanceIdentifier: identifier },
          statistic: 'Average',
          periodSeconds: 300,
        },
        threshold,
        when,
        periods: { of: 3, breaching: 3 },
      });
    const gib = 1024 ** 3;
    watch(
      'cpu',
      'CPUUtilization',
      80,
      'above',
      'The database has been busier than 80 % for a quarter of an hour. Look at Performance Insights for the statement.',
    );
    watch(
      'storage',
      'FreeStorageSpace',
      4 * gib,
      'below',
      'Less than 4 GiB are free: raise data.maxAllocatedGb before autoscaling stops.',
    );
    watch(
      'memory',
      'FreeableMemory',
      gib / 8,
      'below',
      'The database is short of memory: move to a larger data.instanceClass.',
    );
    new Alarm(this, 'pinned-sessions', {
      name: 'proxy-pinned-sessions',
      description:
        'Sessions are pinned to connections, so the proxy cannot share them: something uses SET or named prepared statements.',
      topicArn,
      metric: {
        namespace: 'AWS/RDS',
        name: 'DatabaseConnectionsCurrentlySessionPinned',
        dimensions: { ProxyName: proxyName },
        statistic: 'Maximum',
        periodSeconds: 300,
      },
      threshold: 5,
      periods: { of: 3, breaching: 3 },
    });
  }
}
