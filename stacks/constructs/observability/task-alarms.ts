import { turnsMetricOf, type TaskDeclaration } from '@pos/contract/task.ts';
import { WORKER_ID } from '@pos/contract/worker.ts';
import { Construct } from 'constructs';
import { Alarm } from './alarm.ts';
import { stageStackOf } from '../stage-stack.ts';

type TaskAlarmsProps = {
  /** Background tasks of the contract, by id. */
  readonly tasks: Readonly<Record<string, TaskDeclaration>>;
  /** ARN of the topic that the alarms notify: `ObservabilityStack.topicArn`. */
  readonly topicArn: string;
};

/**
 * The alarms of background tasks: one for each task that declares `stalledAfterSeconds`, and one for each metric that a
 * task declares. Every alarm is also raised while no worker reports.
 */
export class TaskAlarms extends Construct {
  constructor(scope: Construct, id: string, { tasks, topicArn }: TaskAlarmsProps) {
    super(scope, id);
    const publishedBy = { service: WORKER_ID, stage: stageStackOf(this).stage.name };
    for (const task of Object.values(tasks)) {
      if (task.stalledAfterSeconds !== undefined) this.#stalled(task, task.stalledAfterSeconds, topicArn, publishedBy);
      for (const metric of task.metrics ?? []) {
        new Alarm(this, metric.name, {
          name: kebab(metric.name),
          description: `${metric.summary} See docs/operate.md, "${metric.runbook}".`,
          topicArn,
          // The minimum over the workers, because one of them may still report the value of a former epoch.
          metric: {
            namespace: 'ProofOfService',
            name: metric.name,
            dimensions: publishedBy,
            statistic: 'Minimum',
            periodSeconds: metric.periodSeconds,
          },
          threshold: metric.alarmAbove,
          periods: { of: 3, breaching: 3 },
          silence: 'breaching',
        });
      }
    }
  }

  /** Rises when all workers together complete no turn in two periods, each the stall limit rounded up to minutes. */
  #stalled(
    task: TaskDeclaration,
    seconds: number,
    topicArn: string,
    publishedBy: Readonly<Record<string, string>>,
  ): void {
    new Alarm(this, `${task.id}-stalled`, {
      name: `${task.id}-stalled`,
      description: `No worker completed a turn of ${task.id}: docs/operate.md, "When a background task stalls".`,
      topicArn,
      metric: {
        namespace: 'ProofOfService',
        name: turnsMetricOf(task),
        dimensions: publishedBy,
        statistic: 'Sum',
        periodSeconds: Math.ceil(seconds / 60) * 60,
      },
      when: 'below',
      threshold: 1,
      periods: { of: 2, breaching: 2 },
      silence: 'breaching',
    });
  }
}

/** The name of an alarm from the name of its metric: `CredibilityAgeHours` becomes `credibility-age-hours`. */
const kebab = (name: string): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
