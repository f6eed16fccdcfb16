import type { Need } from './needs.ts';
import type { TaskDeclaration } from './task.ts';

/** Name of the worker's ECS service and logs, and the dimension of its metrics. */
export const WORKER_ID = 'worker';

/** The needs of all tasks, without duplicates. The worker's settings, secrets and grants follow from them. */
export const workerNeeds = (tasks: Readonly<Record<string, TaskDeclaration>>): readonly Need[] => [
  ...new Set(Object.values(tasks).flatMap(({ needs }) => needs)),
];
