import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { childEnvironment } from './child-environment.ts';
import type { Fixture } from './facilitator-fixture.ts';

export interface FacilitatorProcess {
  /** Value for the option `url` of an unmodified `HTTPFacilitatorClient`. */
  readonly url: string;
  readonly process: ChildProcess;
  /** Resolves when the process has ended. */
  readonly gone: Promise<void>;
  stop(): Promise<void>;
}

/** Starts a facilitator in a separate process, on the fixture's chain and database. */
export async function startFacilitatorProcess(
  fixture: Fixture,
  {
    program = 'facilitator-process.ts',
    rpcUrl = fixture.chain.url,
  }: { readonly program?: string; readonly rpcUrl?: string } = {},
): Promise<FacilitatorProcess> {
  const environment = childEnvironment(fixture, fixture.databaseConfig);
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, program)], {
    env: { ...environment.variables, SOLANA_RPC_URL: rpcUrl, DATABASE_POOL_MAX: '4' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lines = createInterface({ input: child.stdout });
  const listening = await new Promise<number>((resolve, reject) => {
    lines.on('line', (line) => {
      if (line.startsWith('{"port":')) resolve((JSON.parse(line) as { port: number }).port);
    });
    void gone.then(() => reject(new Error('The facilitator process ended before it listened; its errors are above.')));
  });
  return {
    url: `http://127.0.0.1:${listening}/x402`,
    process: child,
    gone,
    stop: async () => {
      child.kill('SIGKILL');
      await gone;
      environment.remove();
    },
  };
}
