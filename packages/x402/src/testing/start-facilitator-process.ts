import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Fixture } from './facilitator-fixture.ts';

export interface FacilitatorProcess {
  /** What an unmodified `HTTPFacilitatorClient` takes as its url. */
  readonly url: string;
  readonly process: ChildProcess;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
  stop(): Promise<void>;
}

/** Starts a facilitator on the fixture's chain and database in a process of its own. */
export async function startFacilitatorProcess(
  fixture: Fixture,
  { program = 'facilitator-process.ts', rpcUrl = fixture.chain.url }: { readonly program?: string; readonly rpcUrl?: string } = {},
): Promise<FacilitatorProcess> {
  const directory = mkdtempSync(join(tmpdir(), 'facilitator-'));
  const keyFile = join(directory, 'key.json');
  writeFileSync(keyFile, JSON.stringify([...fixture.keyBytes]), { mode: 0o600 });
  const { host, port, database, user, auth } = fixture.databaseConfig;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, program)], {
    env: {
      STAGE: 'local',
      PUBLIC_URL: 'http://127.0.0.1',
      LOG_LEVEL: 'ERROR',
      POWERTOOLS_DEV: 'true',
      POWERTOOLS_METRICS_DISABLED: 'true',
      SOLANA_RPC_URL: rpcUrl,
      SOLANA_NETWORK: fixture.solana.network,
      FACILITATOR_KEY: `file:${keyFile}`,
      DATABASE_HOST: host,
      DATABASE_PORT: String(port),
      DATABASE_NAME: database,
      DATABASE_USER: user,
      DATABASE_AUTH: 'password',
      DATABASE_PASSWORD: auth.kind === 'password' ? auth.password : '',
      DATABASE_TLS: 'off',
      DATABASE_POOL_MAX: '4',
    },
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
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
