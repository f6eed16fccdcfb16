import { join, resolve } from 'node:path';

const REPOSITORY = resolve(import.meta.dirname, '../../../..');

/** `.local/`, or a directory inside it for a system with a port offset. */
export const stateDirectoryFor = (portOffset: number): string =>
  portOffset === 0 ? join(REPOSITORY, '.local') : join(REPOSITORY, '.local', `offset-${portOffset}`);
