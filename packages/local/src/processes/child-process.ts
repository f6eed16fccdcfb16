import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StartError } from '../start-error.ts';
import type { RunningPart } from './supervise.ts';

export interface ChildSettings {
  readonly name: string;
  /** A bundle, or a .ts file, which Node runs without a build. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Resolves once the child is ready. The signal aborts if the child ends or the timeout expires. */
  readonly ready: (child: ChildProcess, signal: AbortSignal) => Promise<void>;
}

const START_TIMEOUT_MS = 30_000;
const STOP_PATIENCE_MS = 8_000;
const DIE_WITH_PARENT = pathToFileURL(join(import.meta.dirname, 'die-with-parent.mjs')).href;

const tailOf = (file: string): string => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n');

/**
 * Starts a program in a child process. The child is outside the terminal's process group, so that Ctrl-C reaches only
 * this process, which stops its children in order. The child detects the end of this process by the closing of its
 * channel.
 */
export async function startChild(settings: ChildSettings): Promise<RunningPart> {
  const { name, file, environment, logFile, ready } = settings;
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--enable-source-maps', '--import', DIE_WITH_PARENT, file],
    {
      env: { PATH: process.env['PATH'] ?? '', ...environment },
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
    },
  );
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`),
    );
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
    await ended;
    clearTimeout(impatience);
  };
  try {
    await untilReady(child, ready, ended);
  } catch (error) {
    await stop();
    throw new StartError(
      `${name} did not start: ${error instanceof Error ? error.message : String(error)}.\n${tailOf(logFile)}`,
      `Its log is ${logFile}.`,
      { cause: error },
    );
  }
  return { processId: child.pid ?? 0, ended, stop };
}

async function untilReady(child: ChildProcess, ready: ChildSettings['ready'], ended: Promise<string>): Promise<void> {
  const giveUp = new AbortController();
  const late = setTimeout(() => giveUp.abort(), START_TIMEOUT_MS);
  try {
    await Promise.race([
      ready(child, giveUp.signal),
      ended.then((how) => {
        throw new Error(how);
      }),
      new Promise<never>((_, reject) => {
        giveUp.signal.addEventListener('abort', () =>
          reject(new Error(`it did not answer within ${START_TIMEOUT_MS / 1_000} s`)),
        );
      }),
    ]);
  } finally {
    clearTimeout(late);
    giveUp.abort();
  }
}

/** Ready when `GET url` answers with a status of success. */
export const answering =
  (url: string): ChildSettings['ready'] =>
  async (_child, signal) => {
    while (!signal.aborted) {
      const ok = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
        (response) => response.ok,
        () => false,
      );
      if (ok) return;
      await new Promise((resolve) => void setTimeout(resolve, 25));
    }
  };
