/**
 * The worker, as on ECS: outbox relay, reconciler, anchoring, credibility of payers, tidying up. SIGTERM lets each job end its
 * turn. Its threads start with the same file: in a bundle there is no other.
 */
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const { work } = await import('./work.ts');
  await work(new URL(import.meta.url), process.env);
} else {
  const { answerTask } = await import('./engine-thread.ts');
  answerTask();
}
