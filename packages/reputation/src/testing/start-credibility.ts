import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { DatabaseConfig } from '@pos/database/connection-config.ts';
import { databaseVariables } from '@pos/database/testing/database-variables.ts';

export interface CredibilityProcess {
  /** Sends SIGKILL and waits for the process to end. */
  kill(): Promise<void>;
  /** Sends SIGTERM and waits until the process has handled the signal. */
  stop(): Promise<void>;
  /** The exit code after the end; `null` if a signal ended the process. */
  readonly ended: Promise<number | null>;
}

/**
 * Runs credibility passes in a process of its own, as of a given time, with trust seeds in the format of a stage file.
 */
export function startCredibility(database: DatabaseConfig, trustSeeds: string, at: Date): CredibilityProcess {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'credibility-process.ts')],
    {
      env: {
        STAGE: 'local',
        PUBLIC_URL: 'http://127.0.0.1',
        AT: at.toISOString(),
        REPUTATION_TRUST_SEEDS: trustSeeds,
        ...databaseVariables(database),
        DATABASE_POOL_MAX: '4',
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    ended,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      const handled = new Promise((resolve) => child.once('message', resolve));
      child.kill('SIGTERM');
      await handled;
    },
  };
}
