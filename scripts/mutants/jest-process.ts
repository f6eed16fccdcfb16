import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

export interface Order {
  readonly id: number;
  /** Absolute path of the mutated file and its code. Without code the file is not changed. */
  readonly path: string;
  readonly code: string | undefined;
  /** The test file, absolute. */
  readonly test: string;
  readonly timeoutMs: number;
}

export type Reply =
  | {
      readonly kind: 'done';
      readonly id: number;
      /** Name of the first test that failed. */
      readonly failed: string | undefined;
      readonly passed: number;
      readonly megabytes: number;
    }
  | { readonly kind: 'broken'; readonly id: number; readonly detail: string };

type Message = Reply | { readonly kind: 'file-done'; readonly file: string };

export interface JestProcess {
  /** Runs a test file. The result is `stopped` where it exceeded the limit or ended the process. */
  run(order: Omit<Order, 'id'>, limitMs: number): Promise<Extract<Reply, { kind: 'done' }> | 'stopped'>;
  stop(): void;
}

/** Jest keeps modules of finished runs in memory. A process that exceeds this size is replaced. */
const MOST_MEGABYTES = 1_400;

/** Runs Jest in a child process, which is replaced when it hangs or grows. `onFileDone` is called after each test file. */
export function jestProcess(onFileDone: (file: string) => void): JestProcess {
  let child: ChildProcess | undefined;
  let runs = 0;
  const start = (): ChildProcess => {
    const started = fork(join(import.meta.dirname, 'jest-child.ts'), {
      execArgv: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    started.on('message', (message: Message) => {
      if (message.kind === 'file-done') onFileDone(message.file);
    });
    return started;
  };
  const stop = (): void => {
    child?.kill('SIGKILL');
    child = undefined;
  };
  return {
    stop,
    async run(order, limitMs) {
      child ??= start();
      const id = (runs += 1);
      const reply = await answerOf(child, { ...order, id }, limitMs);
      if (reply === 'stopped') {
        stop();
        return reply;
      }
      if (reply.kind === 'broken') {
        stop();
        throw new Error(`Jest could not run: ${reply.detail}`);
      }
      if (reply.megabytes > MOST_MEGABYTES) stop();
      return reply;
    },
  };
}

function answerOf(child: ChildProcess, order: Order, limitMs: number): Promise<Reply | 'stopped'> {
  return new Promise((resolve) => {
    const settle = (answer: Reply | 'stopped'): void => {
      clearTimeout(timer);
      child.off('message', hear);
      child.off('exit', died);
      resolve(answer);
    };
    const hear = (message: Message): void => {
      if (message.kind !== 'file-done' && message.id === order.id) settle(message);
    };
    const died = (): void => settle('stopped');
    const timer = setTimeout(() => settle('stopped'), limitMs);
    child.on('message', hear);
    child.once('exit', died);
    child.send(order);
  });
}
