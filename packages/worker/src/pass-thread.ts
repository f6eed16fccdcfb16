import { parentPort, workerData } from 'node:worker_threads';
import { credibilityFrom, startCredibility, stepCredibility } from '@pos/reputation/domain/credibility-pass.ts';
import { buffersOf, type PassAnswer, type PassTask } from './pass-task.ts';

/** In the thread: the whole pass, telling of each round. */
export function answerPass(): void {
  if (parentPort === null) throw new Error('This is for a thread: start the worker by packages/worker/src/main.ts');
  const { graph, trust, model } = workerData as PassTask;
  let state = startCredibility(graph);
  while (state.round < model.rounds) {
    state = stepCredibility(graph, state, trust, model);
    parentPort.postMessage({ kind: 'round' } satisfies PassAnswer);
  }
  const found = credibilityFrom(graph, state, trust, model);
  const moved = [...buffersOf(graph), found.ofPair.buffer, found.ofPayer.buffer] as ArrayBuffer[];
  parentPort.postMessage({ kind: 'found', found, graph } satisfies PassAnswer, moved);
}
