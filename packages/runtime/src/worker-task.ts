import type { TaskDeclaration, TurnOutcome } from '@pos/contract/task.ts';
import type { DependenciesOf } from './dependencies.ts';

/** What the worker gives every task beside its needs. */
export interface WorkerSurroundings {
  /** Publishes one of the metrics that the task declares. */
  readonly measure: (metric: string, value: number) => void;
  /** The worker's program. A thread that starts with this file and a {@link ThreadStart} runs the task's `inThread`. */
  readonly threadFile: URL;
}

/** What a thread of the worker is started with, as `workerData`. */
export interface ThreadStart {
  readonly taskId: string;
  readonly input: unknown;
}

export type TaskDependenciesOf<T extends TaskDeclaration> = DependenciesOf<T> & WorkerSurroundings;

/** One turn. A turn of minutes ends early when the signal aborts, if another worker can continue its work. */
export type Turn = (signal: AbortSignal) => Promise<TurnOutcome>;

/** The implementation of a background task. */
export interface WorkerTask<T extends TaskDeclaration> {
  readonly declaration: T;
  /** Called once at the start of the worker; the turn it returns runs again and again. */
  readonly start: (dependencies: TaskDependenciesOf<T>) => Turn;
  /** Answers in a thread of its own, so that a long computation does not block the worker's other tasks. */
  readonly inThread?: (input: unknown) => void;
}

export const workerTask = <const T extends TaskDeclaration>(
  declaration: T,
  start: (dependencies: TaskDependenciesOf<T>) => Turn,
  more: Pick<WorkerTask<T>, 'inThread'> = {},
): WorkerTask<T> => ({ declaration, start, ...more });
