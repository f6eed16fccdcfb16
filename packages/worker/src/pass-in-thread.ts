import { Worker } from 'node:worker_threads';
import type { RunPass } from '@pos/reputation/epochs/run-pass.ts';
import { buffersOf, type PassAnswer, type PassTask } from './pass-task.ts';

/**
 * Runs the pass in a thread of its own, which starts with this file: a round over millions of pairs takes seconds, in which
 * a relay would relay nothing and a health check fail. The graph is not copied: it goes there and comes back.
 */
export const passInThread = (file: URL): RunPass => async (graph, trust, { credibility }, onRound) => {
  const task: PassTask = { graph, trust, model: credibility };
  const thread = new Worker(file, { workerData: task, transferList: buffersOf(graph) });
  try {
    return await new Promise((resolve, reject) => {
      thread.on('message', (answer: PassAnswer) => {
        if (answer.kind === 'round') onRound().catch(reject);
        else {
          // What was sent there is empty here.
          Object.assign(graph, answer.graph);
          resolve(answer.found);
        }
      });
      thread.once('error', reject);
      thread.once('exit', (code) => reject(new Error(`The thread of the pass ended with ${code} before its answer: look above for its error, or for too little memory`)));
    });
  } finally {
    await thread.terminate();
  }
};
