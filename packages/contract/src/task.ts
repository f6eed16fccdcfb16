import type { EventDeclaration } from './event.ts';
import type { Need } from './needs.ts';

/**
 * Background work that the worker repeats, one turn at a time. See docs/adr/0103-background-tasks-are-declared.md.
 */
export interface TaskDeclaration {
  /** The implementation is in `packages/<slice>/src/tasks/<id>.ts`. */
  readonly id: string;
  readonly summary: string;
  /** Pause between two turns in milliseconds. */
  readonly everyMs: number;
  readonly needs: readonly Need[];
  /** Signal that ends the pause early. `outbox-committed` is sent when a transaction commits events. */
  readonly wakesOn?: 'outbox-committed';
  readonly emits?: readonly EventDeclaration[];
  /**
   * Seconds without a completed turn after which the task counts as stalled: `/health` of the worker answers 503, so
   * that the container is replaced, and an alarm is raised. Omit it for tasks of which a single turn may take longer
   * than any useful limit.
   */
  readonly stalledAfterSeconds?: number;
  /** Metrics that the task publishes besides its age. */
  readonly metrics?: readonly TaskMetric[];
}

/** A number that a task publishes, with its alarm threshold. */
export interface TaskMetric {
  /** CloudWatch metric name, with its unit as suffix. */
  readonly name: string;
  /** First sentence of the alarm's description. It states the fault. */
  readonly summary: string;
  /**
   * The alarm is raised if the metric's minimum is above this value in three consecutive periods, or if the metric is
   * not published.
   */
  readonly alarmAbove: number;
  readonly periodSeconds: number;
  /** Section of docs/operate.md with the instructions for this alarm. */
  readonly runbook: string;
}

export const task = <const T extends TaskDeclaration>(declaration: T): T => declaration;

/**
 * `more` starts the next turn at once. `done` starts it after the pause. `outage` means that a service did not answer;
 * the next turn starts after a backoff.
 */
export type TurnOutcome = 'more' | 'done' | 'outage';

/**
 * Metric of the turns that a task completed since the last report, for example `RelayOutboxTurns`. The metric counts
 * turns and not their age, because a replaced worker would start with an age of zero and hide a stall.
 */
export const turnsMetricOf = ({ id }: TaskDeclaration): string =>
  `${id.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Turns`;
