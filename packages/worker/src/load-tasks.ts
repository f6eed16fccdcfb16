import type { TaskDeclaration } from '@pos/contract/task.ts';
import { TASKS, type TaskId } from '@pos/contract/tasks.ts';
import type { WorkerTask } from '@pos/runtime/worker-task.ts';
import { TASK_IMPLEMENTATIONS } from './tasks.generated.ts';

/** Any background task. The worker resolves the needs of all tasks together, so the type does not distinguish needs. */
export type AnyTask = WorkerTask<TaskDeclaration>;

const isTaskId = (id: string): id is TaskId => Object.hasOwn(TASKS, id);

export async function loadTask(id: string): Promise<AnyTask> {
  if (!isTaskId(id)) throw new Error(`The contract declares no task ${id}`);
  const implementation: unknown = await TASK_IMPLEMENTATIONS[id]();
  return implementation as AnyTask;
}

export const loadTasks = (): Promise<readonly AnyTask[]> => Promise.all(Object.keys(TASKS).map(loadTask));
