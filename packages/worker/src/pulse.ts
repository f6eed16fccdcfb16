import { turnsMetricOf, type TaskDeclaration } from '@pos/contract/task.ts';

/** The last completed turn of one watched task. */
export interface TaskPulse {
  readonly id: string;
  readonly completedAt: Date;
  /** True if no turn was completed for longer than the task declares. */
  readonly stalled: boolean;
}

/** The completed turns of every task that declares `stalledAfterSeconds`. */
export interface Pulse {
  completed(taskId: string): void;
  tasks(): readonly TaskPulse[];
  /** Completed turns by metric since the previous call, zeros included. */
  takeTurns(): Readonly<Record<string, number>>;
}

/** A worker that has just started counts as having completed every task, so that a start is not a stall. */
export function pulseOf(declarations: readonly TaskDeclaration[], now: () => Date): Pulse {
  const startedAt = now();
  const watched = declarations.flatMap((task) =>
    task.stalledAfterSeconds === undefined
      ? []
      : [{ id: task.id, metric: turnsMetricOf(task), limitMs: task.stalledAfterSeconds * 1_000 }],
  );
  const completedAt = new Map<string, Date>();
  const turns = new Map<string, number>();
  return {
    completed(taskId) {
      completedAt.set(taskId, now());
      turns.set(taskId, (turns.get(taskId) ?? 0) + 1);
    },
    tasks: () =>
      watched.map(({ id, limitMs }) => {
        const last = completedAt.get(id) ?? startedAt;
        return { id, completedAt: last, stalled: now().getTime() - last.getTime() > limitMs };
      }),
    takeTurns() {
      const taken = Object.fromEntries(watched.map(({ id, metric }) => [metric, turns.get(id) ?? 0]));
      turns.clear();
      return taken;
    },
  };
}
