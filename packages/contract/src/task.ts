import type { EventDeclaration } from './event.ts';
import type { Need } from './needs.ts';

/**
 * Background work that the worker repeats, one turn at a time. See docs/adr/0103-background-tasks-are-declared.md.
 */
export interface TaskDeclaration {
  /** Also the name of the file that implements the task: `packages/<slice>/src/tasks/<id>.ts`. */
  readonly id: string;
  readonly summary: string;
  /** Pause between two turns in milliseconds. */
  readonly everyMs: number;
  readonly needs: readonly Need[];
  /** Ends the pause early: `outbox-committed` is signalled when a transaction commits events. */
  readonly wakesOn?: 'outbox-committed';
  readonly emits?: readonly EventDeclaration[];
  /**
   * Seconds without a completed turn after which the task counts as stalled: `/health` of the worker answers 503, so
   * that the container is replaced, and an alarm rings. Absent for tasks whose single turn may take longer than any
   * such limit.
   */
  readonly stalledAfterSeconds?: number;
  /** Metrics that the task publishes besides its age. */
  readonly metrics?: readonly TaskMetric[];
}

/** A number that a task publishes, and when it rings an alarm. */
export interface TaskMetric {
  /** CloudWatch metric name, with its unit as suffix. */
  readonly name: string;
  /** First sentence of the alarm: what is wrong. */
  readonly summary: string;
  /** Alarm while the minimum of every one of three periods is above this value, or while nobody publishes it. */
  readonly alarmAbove: number;
  readonly periodSeconds: number;
  /** Section of docs/operate.md that says what to do. */
  readonly runbook: string;
}

export const task = <const T extends TaskDeclaration>(declaration: T): T => declaration;

/** `more`: another turn has work at once. `done`: pause. `outage`: a service did not answer, back off. */
export type TurnOutcome = 'more' | 'done' | 'outage';

/**
 * Metric of the turns that a task completed since the last report, for example `RelayOutboxTurns`. The metric counts
 * turns and not their age, because a replaced worker would start with an age of zero and hide a stall.
 */
export const turnsMetricOf = ({ id }: TaskDeclaration): string =>
  `${id.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Turns`;
