import { anchorHistories as declaration } from '@pos/contract/history/tasks/anchor-histories.ts';
import { workerTask } from '@pos/runtime/worker-task.ts';
import { anchorOnce } from '../anchoring/anchor-once.ts';

export const anchorHistories = workerTask(declaration, (d) => () => anchorOnce(d, { everyMs: d.anchorInterval.ms }));
