/**
 * The worker service. It runs every background task of the contract until SIGTERM and then lets each task finish its
 * turn. Threads start with this same file, because a bundle has only one entry file.
 */
import type { ThreadStart } from '@pos/runtime/worker-task.ts';
import { isMainThread, workerData } from 'node:worker_threads';
import { loadTask } from './load-tasks.ts';

if (isMainThread) {
  const { work } = await import('./work.ts');
  await work(new URL(import.meta.url), process.env);
} else {
  const { taskId, input } = workerData as ThreadStart;
  const { inThread } = await loadTask(taskId);
  if (inThread === undefined) throw new Error(`The task ${taskId} does not declare inThread`);
  inThread(input);
}
