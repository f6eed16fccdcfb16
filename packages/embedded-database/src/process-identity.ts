import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Identifies a process and distinguishes it from a later process with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly started: string;
}

/** The start time of process `pid` in the system's own notation, or `undefined` if there is no such process. */
export function processStarted(pid: number): string | undefined {
  if (process.platform !== 'linux') {
    const listed = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return listed.stdout?.trim() || undefined;
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Field 22 of proc(5). The command's name before it is in parentheses and may hold any characters.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, started] = [fields[0], fields[19]];
    return state === 'Z' || state === 'X' ? undefined : started;
  } catch {
    return undefined;
  }
}

export const identifyProcess = (pid: number): ProcessIdentity | undefined => {
  const started = processStarted(pid);
  return started === undefined ? undefined : { pid, started };
};

export const isAlive = (identity: ProcessIdentity): boolean => processStarted(identity.pid) === identity.started;
