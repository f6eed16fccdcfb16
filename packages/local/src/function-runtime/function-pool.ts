import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Clock } from '@pos/vocabulary/clock.ts';
import type { InstanceReply, InstanceRequest, InstanceSettings } from './protocol.ts';

export interface FunctionSettings {
  readonly id: string;
  /** The bundle's index.mjs. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Maximum number of instances, as reserved concurrency sets it. */
  readonly maxInstances: number;
  readonly clock: Clock;
  /** Called with every line that the function prints. */
  readonly onOutput: (line: string) => void;
}

export type Invocation =
  | { readonly kind: 'returned'; readonly result: unknown }
  /**
   * `threw` means that the handler threw, `crashed` that the instance ended, and `timed-out` that it was killed at its
   * timeout.
   */
  | { readonly kind: 'threw' | 'crashed' | 'timed-out'; readonly detail: string };

export interface FunctionPool {
  invoke(event: unknown, requestId?: string): Promise<Invocation>;
  /** Number of instances, idle or busy. */
  instances(): number;
  /** Starts one instance before the first event. If the bundle does not load, rejects with its error. */
  warmUp(): Promise<void>;
  /** Closes once all running and waiting events are done. The caller must not send further events. */
  drain(): Promise<void>;
  /** Ends every instance at once, together with the events that they handle. */
  close(): Promise<void>;
}

interface Waiter {
  resolve(instance: Instance): void;
  reject(error: unknown): void;
}

interface Instance {
  readonly worker: Worker;
  run(request: InstanceRequest, timeoutMs: number): Promise<Invocation>;
  readonly alive: () => boolean;
}

const INSTANCE_FILE = new URL('./instance.ts', pathToFileURL(`${import.meta.dirname}/`));

/**
 * Instances of one function. An event gets an idle instance, or a new one up to the limit, or waits. Each instance
 * handles one event at a time.
 */
export function createFunctionPool(settings: FunctionSettings): FunctionPool {
  const idle: Instance[] = [];
  const all = new Set<Instance>();
  const waiting: Waiter[] = [];
  const underWay = new Set<Promise<Invocation>>();
  let starting = 0;
  let closed = false;

  const start = async (): Promise<Instance> => {
    starting += 1;
    try {
      const instance = await startInstance(settings, (gone) => void all.delete(gone));
      all.add(instance);
      return instance;
    } catch (error) {
      // No instance is left that could serve the waiting events.
      if (all.size === 0) for (const waiter of waiting.splice(0)) waiter.reject(error);
      throw error;
    } finally {
      starting -= 1;
    }
  };

  const take = async (): Promise<Instance> => {
    const warm = idle.pop();
    if (warm !== undefined) return warm.alive() ? warm : take();
    if (all.size + starting < settings.maxInstances) return start();
    return new Promise((resolve, reject) => void waiting.push({ resolve, reject }));
  };

  /** Passes the instance to a waiting event. If the instance has ended, passes a new one. */
  const giveBack = (instance: Instance): void => {
    if (closed) return void instance.worker.terminate();
    const next = waiting.shift();
    if (next === undefined) {
      if (instance.alive()) idle.push(instance);
      return;
    }
    if (instance.alive()) next.resolve(instance);
    else start().then(next.resolve, next.reject);
  };

  const handle = async (event: unknown, requestId: string): Promise<Invocation> => {
    let instance: Instance;
    try {
      instance = await take();
    } catch (error) {
      return {
        kind: 'crashed',
        detail: `It did not start: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
    const timeoutMs = settings.timeoutSeconds * 1_000;
    const request = { requestId, event: JSON.stringify(event), deadline: settings.clock.now().getTime() + timeoutMs };
    const invocation = await instance.run(request, timeoutMs);
    giveBack(instance);
    return invocation;
  };

  const close = async (): Promise<void> => {
    closed = true;
    await Promise.all([...all].map(({ worker }) => worker.terminate()));
  };

  return {
    async invoke(event, requestId = randomUUID()) {
      const handled = handle(event, requestId);
      underWay.add(handled);
      try {
        return await handled;
      } finally {
        underWay.delete(handled);
      }
    },
    instances: () => all.size + starting,
    warmUp: async () => giveBack(await start()),
    async drain() {
      while (underWay.size > 0) await Promise.all(underWay);
      await close();
    },
    close,
  };
}

function spawn({ id, file, environment, memoryMb, onOutput }: FunctionSettings): Worker {
  const workerData: InstanceSettings = { entry: pathToFileURL(file).href, functionName: id, memoryMb };
  const worker = new Worker(INSTANCE_FILE, {
    name: id,
    workerData,
    env: { ...environment },
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdout: true,
    stderr: true,
  });
  for (const stream of [worker.stdout, worker.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      for (const line of text.split('\n')) if (line !== '') onOutput(line);
    });
  }
  return worker;
}

async function startInstance(settings: FunctionSettings, onGone: (instance: Instance) => void): Promise<Instance> {
  const worker = spawn(settings);
  let alive = true;
  let fault = '';
  let settle: ((invocation: Invocation) => void) | undefined;
  let ready: (() => void) | undefined;
  let failed: ((error: Error) => void) | undefined;
  const started = new Promise<void>((resolve, reject) => {
    [ready, failed] = [resolve, reject];
  });

  const instance: Instance = {
    worker,
    alive: () => alive,
    run: (request, timeoutMs) =>
      new Promise((resolve) => {
        if (!alive) return resolve({ kind: 'crashed', detail: fault });
        const late = setTimeout(() => {
          alive = false;
          // Its place becomes free at once, because its thread may take a while to end.
          onGone(instance);
          settle?.({ kind: 'timed-out', detail: `Task timed out after ${timeoutMs / 1_000} seconds` });
          void worker.terminate();
        }, timeoutMs);
        settle = (invocation) => {
          clearTimeout(late);
          settle = undefined;
          resolve(invocation);
        };
        worker.postMessage(request);
      }),
  };
  worker.on('message', (reply: InstanceReply) => {
    if (reply.kind === 'ready') ready?.();
    else if (reply.kind === 'returned') settle?.({ kind: 'returned', result: JSON.parse(reply.result) });
    else {
      settings.onOutput(JSON.stringify({ level: 'ERROR', service: settings.id, ...reply }));
      settle?.({ kind: 'threw', detail: `${reply.errorType}: ${reply.errorMessage}` });
    }
  });
  worker.on('error', (error) => {
    fault = error instanceof Error ? error.message : String(error);
    settings.onOutput(
      JSON.stringify({ level: 'ERROR', service: settings.id, message: 'The instance crashed', detail: fault }),
    );
  });
  worker.on('exit', () => {
    alive = false;
    onGone(instance);
    failed?.(new Error(fault || 'its instance ended'));
    settle?.({ kind: 'crashed', detail: fault || 'its instance ended' });
  });
  await started;
  return instance;
}
