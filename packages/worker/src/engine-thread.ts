import { parentPort, workerData } from 'node:worker_threads';
import { credibilityFrom, startCredibility, stepCredibility } from '@pos/reputation/domain/credibility-pass.ts';
import { arrange } from '@pos/reputation/epochs/pass-engine.ts';
import { memoryOf, type EngineAnswer, type EngineTask } from './engine-task.ts';

/** In the thread: does what it was started for, telling of each round. */
export function answerTask(): void {
  const port = parentPort;
  if (port === null) throw new Error('This is for a thread: start the worker by packages/worker/src/main.ts');
  const answer = (what: EngineAnswer): void => port.postMessage(what, memoryOf(what));
  const task = workerData as EngineTask;
  if (task.kind === 'arrange') return answer({ kind: 'arranged', arranged: arrange(task.gathered) });
  const { graph, trust, model } = task;
  let state = startCredibility(graph);
  while (state.round < model.rounds) {
    state = stepCredibility(graph, state, trust, model);
    answer({ kind: 'round' });
  }
  answer({ kind: 'found', found: credibilityFrom(graph, state, trust, model), graph });
}
