import type { EventDeclaration } from './event.ts';
import type { Need } from './needs.ts';

/** Something that the worker does in the background again and again, one turn at a time. */
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
   * Seconds without a completed turn after which the task counts as stalled: `/health` of the worker answers 503 and an
   * alarm rings. Absent where a stalled task may wait for a person.
   */
  readonly stalledAfterSeconds?: number;
  /** Metrics that the task publishes, with the value above which an alarm rings. */
  readonly metrics?: readonly TaskMetric[];
}

/** A number that a task publishes. */
export interface TaskMetric {
  /** CloudWatch metric name. */
  readonly name: string;
  readonly summary: string;
  /** An alarm rings when the maximum stays above this value. */
  readonly alarmAbove?: number;
}

export const task = <const T extends TaskDeclaration>(declaration: T): T => declaration;

/** `more`: another turn has work at once. `done`: pause. `outage`: a service did not answer, back off. */
export type TurnOutcome = 'more' | 'done' | 'outage';
