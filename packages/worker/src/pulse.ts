import { ageMetricOf, type TaskDeclaration } from '@pos/contract/task.ts';

/** Time since a task last completed a turn. */
export interface TaskAge {
  readonly id: string;
  readonly metric: string;
  readonly completedAt: Date;
  readonly ageSeconds: number;
  readonly stalled: boolean;
}

/** The last completed turn of every task that declares `stalledAfterSeconds`. */
export interface Pulse {
  completed(taskId: string): void;
  ages(): readonly TaskAge[];
}

/** At start every task counts as just completed, so that a new worker does not count as stalled. */
export function pulseOf(tasks: readonly TaskDeclaration[], now: () => Date): Pulse {
  const startedAt = now();
  const completed = new Map<string, Date>();
  return {
    completed: (taskId) => void completed.set(taskId, now()),
    ages: () =>
      tasks.flatMap((task) => {
        if (task.stalledAfterSeconds === undefined) return [];
        const completedAt = completed.get(task.id) ?? startedAt;
        const ageSeconds = (now().getTime() - completedAt.getTime()) / 1_000;
        const stalled = ageSeconds > task.stalledAfterSeconds;
        return [{ id: task.id, metric: ageMetricOf(task), completedAt, ageSeconds, stalled }];
      }),
  };
}
