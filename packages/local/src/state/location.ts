import { join, resolve } from 'node:path';

const REPOSITORY = resolve(import.meta.dirname, '../../../..');

/** `.local/`; a system on other ports has a directory of its own inside. */
export const stateDirectoryFor = (portOffset: number): string =>
  portOffset === 0 ? join(REPOSITORY, '.local') : join(REPOSITORY, '.local', `offset-${portOffset}`);
