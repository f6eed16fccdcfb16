import { readFileSync } from 'node:fs';
import { DatabaseServerError } from './database-server-error.ts';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The user that runs PostgreSQL if this process is root, because PostgreSQL refuses to run as root. The user is
 * `nobody`. A free uid without an entry in the password file would isolate better, but initdb looks up its user.
 * Returns `undefined` when the process is not root.
 */
export function unprivilegedUser(): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const found = parsePasswordFile(readFileSync('/etc/passwd', 'utf8'), ['nobody', 'daemon']);
  if (found !== undefined) return found;
  throw new DatabaseServerError(
    'unprivileged-user-missing',
    'PostgreSQL does not run as root, and /etc/passwd has no user "nobody" that could run it.',
    'Add one (useradd --system nobody) or start as another user than root.',
  );
}

/** The first of `names` that the password file has with an ordinary uid. */
export function parsePasswordFile(text: string, names: readonly string[]): SystemUser | undefined {
  const users = new Map(
    text.split('\n').map((line) => {
      const [name = '', , uid, gid] = line.split(':');
      return [name, { uid: unsigned(uid), gid: unsigned(gid) }];
    }),
  );
  return names.map((name) => users.get(name)).find((user) => user !== undefined && user.uid > 0 && user.gid >= 0);
}

/** macOS writes the uid of `nobody` as -2; system calls need it unsigned. */
function unsigned(text: string | undefined): number {
  const value = Number.parseInt(text ?? '', 10);
  return value < 0 ? value + 2 ** 32 : value;
}
