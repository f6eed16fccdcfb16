import { readFileSync } from 'node:fs';
import { DatabaseServerError } from './database-server-error.ts';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root, so under root it runs as `nobody`. A free number without an entry in the password
 * file would keep others out better, but initdb wants to look its user up.
 * Returns `undefined` when the process has no privileges to drop.
 */
export function unprivilegedUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = parsePasswordFile(readFileSync('/etc/passwd', 'utf8'), ['nobody', 'daemon']);
  if (found !== undefined) return found;
  throw new DatabaseServerError(
    'unprivileged-user-missing',
    'PostgreSQL does not run as root, and /etc/passwd has no user "nobody" to run it as.',
    'Add one (useradd --system nobody) or start as an ordinary user.',
  );
}

/** The first of `names` that the password file knows with an ordinary uid. */
export function parsePasswordFile(text: string, names: readonly string[]): SystemUser | undefined {
  const users = new Map(
    text.split('\n').map((line) => {
      const [name = '', , uid, gid] = line.split(':');
      return [name, { uid: unsigned(uid), gid: unsigned(gid) }];
    }),
  );
  return names.map((name) => users.get(name)).find((user) => user !== undefined && user.uid > 0 && user.gid >= 0);
}

/** macOS writes `nobody` as -2, system calls want it unsigned. */
function unsigned(text: string | undefined): number {
  const value = Number.parseInt(text ?? '', 10);
  return value < 0 ? value + 2 ** 32 : value;
}
