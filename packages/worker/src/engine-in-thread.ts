import { Worker } from 'node:worker_threads';
import type { PassEngine } from '@pos/reputation/epochs/pass-engine.ts';
import { memoryOf, type EngineAnswer, type EngineTask } from './engine-task.ts';

/**
 * Computes in threads of their own, which start with this file: sorting millions of pairs takes a minute and a round over
 * them seconds, in which a relay would relay nothing and a health check fail. What is large is not copied: it goes there, and
 * a graph comes back.
 */
export const engineInThread = (file: URL): PassEngine => ({
  async arrange(gathered) {
    const answer = await computed(file, { kind: 'arrange', gathered });
    if (answer.kind !== 'arranged') throw new Error(`The thread arranges a graph and answers ${answer.kind}`);
    return answer.arranged;
  },
  async pass(graph, trust, { credibility }, onRound) {
    const answer = await computed(file, { kind: 'pass', graph, trust, model: credibility }, onRound);
    if (answer.kind !== 'found') throw new Error(`The thread counts a pass and answers ${answer.kind}`);
    // What was sent there is empty here.
    Object.assign(graph, answer.graph);
    return answer.found;
  },
});

async function computed(
  file: URL,
  task: EngineTask,
  onRound: () => Promise<void> = async () => undefined,
): Promise<EngineAnswer> {
  const thread = new Worker(file, { workerData: task, transferList: memoryOf(task) });
  try {
    return await new Promise((resolve, reject) => {
      thread.on('message', (answer: EngineAnswer) => {
        if (answer.kind === 'round') onRound().catch(reject);
        else resolve(answer);
      });
      thread.once('error', reject);
      thread.once('exit', (code) =>
        reject(
          new Error(
            `The thread ended with ${code} before its answer: look above for its error, or for too little memory`,
          ),
        ),
      );
    });
  } finally {
    await thread.terminate();
  }
}
