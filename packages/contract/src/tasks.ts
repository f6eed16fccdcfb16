import { declared } from './declared.ts';

/** Every background task of the worker, by id. */
export const TASKS = declared('tasks');

export type TaskId = keyof typeof TASKS;
export type TaskOf<Id extends TaskId> = (typeof TASKS)[Id];
