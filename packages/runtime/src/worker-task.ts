import type { TaskDeclaration, TurnOutcome } from '@pos/contract/task.ts';
import type { DependenciesOf } from './dependencies.ts';

/** Dependencies that the worker passes to every task in addition to the task's needs. */
export interface WorkerSurroundings {
  /** Publishes one of the metrics that the task declares. */
  readonly measure: (metric: string, value: number) => void;
  /** The worker's program. A thread that starts with this file and a {@link ThreadStart} runs the task's `inThread`. */
  readonly threadFile: URL;
}

/** The `workerData` of a thread that the worker starts. */
export interface ThreadStart {
  readonly taskId: string;
  readonly input: unknown;
}

export type TaskDependenciesOf<T extends TaskDeclaration> = DependenciesOf<T> & WorkerSurroundings;

/**
 * Runs one turn. If a turn takes minutes and another worker can continue its work, the turn ends early when the signal
 * aborts.
 */
export type Turn = (signal: AbortSignal) => Promise<TurnOutcome>;

/** The implementation of a background task. */
export interface WorkerTask<T extends TaskDeclaration> {
  readonly declaration: T;
  /** Called once when the worker starts. The worker then repeats the returned turn. */
  readonly start: (dependencies: TaskDependenciesOf<T>) => Turn;
  /** Runs in a separate thread, so that a long computation does not block the worker's other tasks. */
  readonly inThread?: (input: unknown) => void;
}

export const workerTask = <const T extends TaskDeclaration>(
  declaration: T,
  start: (dependencies: TaskDependenciesOf<T>) => Turn,
  more: Pick<WorkerTask<T>, 'inThread'> = {},
): WorkerTask<T> => ({ declaration, start, ...more });
