import { parentPort } from 'node:worker_threads';
import { credibilityFrom, startCredibility, stepCredibility } from '../../domain/credibility-pass.ts';
import { arrange } from '../pass-engine.ts';
import { memoryOf, type EngineAnswer, type EngineRequest } from './thread-message.ts';

/** Runs in the thread. Carries out the request and posts a message after each round of a pass. */
export function answerInThread(input: unknown): void {
  const port = parentPort;
  if (port === null) throw new Error('This function runs in a worker thread only: start packages/worker/src/main.ts.');
  const answer = (message: EngineAnswer): void => port.postMessage(message, memoryOf(message));
  const request = input as EngineRequest;
  if (request.kind === 'arrange') return answer({ kind: 'arranged', arranged: arrange(request.gathered) });
  const { graph, trust, model } = request;
  let state = startCredibility(graph);
  while (state.round < model.rounds) {
    state = stepCredibility(graph, state, trust, model);
    answer({ kind: 'round' });
  }
  answer({ kind: 'found', found: credibilityFrom(graph, state, trust, model), graph });
}
