import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { DatabaseConfig } from '@pos/database/connection-config.ts';
import { databaseVariables } from '@pos/database/testing/database-variables.ts';

export interface CredibilityProcess {
  /** Sends a signal and waits for the process to end. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
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
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    ended,
    async end(signal) {
      child.kill(signal);
      await ended;
    },
  };
}
