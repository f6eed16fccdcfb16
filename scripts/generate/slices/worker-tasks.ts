import { exportOf } from '../../slices/slice-files.ts';
import { headerFor, type SliceGenerator } from './slice-generator.ts';
import { loaderMap } from './loader-map.ts';

/** The implementations of the worker's tasks. */
export const workerTasks: SliceGenerator = (slices) => {
  const loaders = slices.flatMap(({ id: slice, tasks = [] }) =>
    tasks.map(({ id }) => {
      const result = `(await import('@pos/${slice}/tasks/${id}.ts'))`;
      return { id, load: ['async () =>', result, `.${exportOf('tasks', id)}`] as const };
    }),
  );
  const content = `${headerFor('the slices')}import type { TaskId, TaskOf } from '@pos/contract/tasks.ts';
import type { WorkerTask } from '@pos/runtime/worker-task.ts';

type Load<Implementation> = () => Promise<Implementation>;

/** The implementation of every background task of the contract. A missing or foreign one does not compile. */
${loaderMap('TASK_IMPLEMENTATIONS: { readonly [Id in TaskId]: Load<WorkerTask<TaskOf<Id>>> }', loaders)}`;
  return [{ path: 'packages/worker/src/tasks.generated.ts', content }];
};
