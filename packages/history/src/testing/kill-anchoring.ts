import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { childEnvironment } from '@pos/x402/testing/child-environment.ts';
import type { Fixture } from '@pos/x402/testing/facilitator-fixture.ts';

/** Starts a run of anchoring in a separate process and kills it as soon as `reached` returns true. */
export async function killAnchoring(fixture: Fixture, reached: () => Promise<boolean>): Promise<void> {
  const environment = childEnvironment(fixture, fixture.database.configs.registry_worker);
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'anchoring-process.ts')],
    {
      env: environment.variables,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    while (!(await reached())) {
      if (child.exitCode !== null && !(await reached()))
        throw new Error('The anchoring process exited before it could be killed. Its errors are above.');
      await pause(10);
    }
  } finally {
    child.kill('SIGKILL');
    await gone;
    environment.remove();
  }
}
