import type { ThreadStart } from '@pos/runtime/worker-task.ts';
import { Worker } from 'node:worker_threads';
import type { PassEngine } from '../pass-engine.ts';
import { memoryOf, type EngineAnswer, type EngineRequest } from './thread-message.ts';

/**
 * An engine that computes in a thread per request. Sorting millions of pairs takes a minute, and one round over them
 * seconds, during which the other tasks of the worker would make no progress and its health check would fail. Buffers
 * move to the thread and back without a copy.
 */
export function engineInThread(file: URL, taskId: string): PassEngine {
  const compute = (request: EngineRequest, onRound?: () => Promise<void>) =>
    computed(new Worker(file, threadOptions(taskId, request)), onRound);
  return {
    async arrange(gathered) {
      const answer = await compute({ kind: 'arrange', gathered });
      if (answer.kind !== 'arranged') throw new Error(`The thread was asked to arrange and answered ${answer.kind}`);
      return answer.arranged;
    },
    async pass(graph, trust, { credibility }, onRound) {
      const answer = await compute({ kind: 'pass', graph, trust, model: credibility }, onRound);
      if (answer.kind !== 'found') throw new Error(`The thread was asked for a pass and answered ${answer.kind}`);
      // The buffers of the given graph were moved to the thread. Its last message returns them.
      Object.assign(graph, answer.graph);
      return answer.found;
    },
  };
}

const threadOptions = (taskId: string, input: EngineRequest) => ({
  workerData: { taskId, input } satisfies ThreadStart,
  transferList: memoryOf(input),
});

async function computed(
  thread: Worker,
  onRound: () => Promise<void> = async () => undefined,
): Promise<Exclude<EngineAnswer, { readonly kind: 'round' }>> {
  try {
    return await new Promise((resolve, reject) => {
      thread.on('message', (answer: EngineAnswer) => {
        if (answer.kind === 'round') onRound().catch(reject);
        else resolve(answer);
      });
      thread.once('error', reject);
      thread.once('exit', (code) =>
        reject(new Error(`The thread exited with ${code} before it answered: see its error above, or give it memory`)),
      );
    });
  } finally {
    await thread.terminate();
  }
}
