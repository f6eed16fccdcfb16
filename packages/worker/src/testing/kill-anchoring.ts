import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fixture } from '@pos/x402/testing/facilitator-fixture.ts';

/** Starts a turn of anchoring in a process of its own and kills it as soon as it has come as far as `reached` says. */
export async function killAnchoring(fixture: Fixture, reached: () => Promise<boolean>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'anchoring-'));
  const keyFile = join(directory, 'key.json');
  writeFileSync(keyFile, JSON.stringify([...fixture.keyBytes]), { mode: 0o600 });
  const { host, port, database, user, auth } = fixture.database.configs.registry_worker;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'anchoring-process.ts')], {
    env: {
      STAGE: 'local',
      PUBLIC_URL: 'http://127.0.0.1',
      SOLANA_RPC_URL: fixture.chain.url,
      SOLANA_NETWORK: fixture.solana.network,
      FACILITATOR_KEY: `file:${keyFile}`,
      DATABASE_HOST: host,
      DATABASE_PORT: String(port),
      DATABASE_NAME: database,
      DATABASE_USER: user,
      DATABASE_AUTH: 'password',
      DATABASE_PASSWORD: auth.kind === 'password' ? auth.password : '',
      DATABASE_TLS: 'off',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    while (!(await reached())) {
      if (child.exitCode !== null && !(await reached())) throw new Error('The anchoring process ended before it could be killed; its errors are above.');
      await pause(10);
    }
  } finally {
    child.kill('SIGKILL');
    await gone;
    rmSync(directory, { recursive: true, force: true });
  }
}
