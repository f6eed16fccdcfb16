import type { Need } from './needs.ts';
import type { TaskDeclaration } from './task.ts';

/** The worker's id: its service in the cloud, its logs and the dimension of its metrics. */
export const WORKER_ID = 'worker';

/** What the tasks of the worker need together, and so its settings, secrets and grants in the cloud. */
export const workerNeeds = (tasks: Readonly<Record<string, TaskDeclaration>>): readonly Need[] => [
  ...new Set(Object.values(tasks).flatMap(({ needs }) => needs)),
];
