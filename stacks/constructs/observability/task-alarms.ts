import { ageMetricOf, type TaskDeclaration } from '@pos/contract/task.ts';
import { WORKER_ID } from '@pos/contract/worker.ts';
import { Construct } from 'constructs';
import { Alarm, type AlarmProps } from './alarm.ts';
import { stageStackOf } from '../stage-stack.ts';

type TaskAlarmsProps = {
  /** Background tasks of the contract, by id. */
  readonly tasks: Readonly<Record<string, TaskDeclaration>>;
  /** ARN of the topic that the alarms notify: `ObservabilityStack.topicArn`. */
  readonly topicArn: string;
};

/**
 * The alarms of background tasks: one for each task that declares `stalledAfterSeconds`, and one for each metric that a
 * task declares. Each evaluates the minimum over the workers, so one healthy worker is enough, and rises when no worker
 * reports.
 */
export class TaskAlarms extends Construct {
  constructor(scope: Construct, id: string, { tasks, topicArn }: TaskAlarmsProps) {
    super(scope, id);
    for (const task of Object.values(tasks)) {
      if (task.stalledAfterSeconds !== undefined) {
        this.#alarm(`${task.id}-stalled`, topicArn, {
          description: `No worker completed a turn of ${task.id} for ${task.stalledAfterSeconds} s: docs/operate.md, "When a background task stalls".`,
          threshold: task.stalledAfterSeconds,
          metric: { name: ageMetricOf(task), periodSeconds: 60 },
        });
      }
      for (const metric of task.metrics ?? []) {
        this.#alarm(metric.name, topicArn, {
          description: `${metric.summary} See docs/operate.md, "${metric.runbook}".`,
          threshold: metric.alarmAbove,
          metric,
        });
      }
    }
  }

  #alarm(name: string, topicArn: string, props: TaskAlarm): void {
    const { name: metricName, periodSeconds } = props.metric;
    new Alarm(this, name, {
      name: kebab(name),
      description: props.description,
      topicArn,
      metric: {
        namespace: 'ProofOfService',
        name: metricName,
        dimensions: { service: WORKER_ID, stage: stageStackOf(this).stage.name },
        statistic: 'Minimum',
        periodSeconds,
      },
      threshold: props.threshold,
      periods: { of: 3, breaching: 3 },
      silence: 'breaching',
    });
  }
}

type TaskAlarm = Pick<AlarmProps, 'description' | 'threshold'> & {
  readonly metric: { readonly name: string; readonly periodSeconds: number };
};

/** The name of an alarm from the name of its metric: `CredibilityAgeHours` becomes `credibility-age-hours`. */
const kebab = (name: string): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
