import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyOut, findBinaries, isReachable } from './binaries.ts';

describe('the binaries', () => {
  let parent: string;
  let home: string;
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), 'pos-binaries-'));
    chmodSync(parent, 0o755);
    home = join(parent, 'package', 'native');
    mkdirSync(join(home, 'bin'), { recursive: true });
    writeFileSync(join(parent, 'package', 'package.json'), '{"version":"1.2.3"}');
    writeFileSync(join(home, 'bin', 'postgres'), 'program', { mode: 0o755 });
    symlinkSync('postgres', join(home, 'bin', 'link'));
  });
  afterEach(() => rmSync(parent, { recursive: true }));

  it('are found in the installed package', () => {
    const { postgres, initdb } = findBinaries(undefined);
    expect(readFileSync(postgres).subarray(0, 4).length + readFileSync(initdb).subarray(0, 4).length).toBe(8);
  });

  it('are reachable only where every user may pass all directories and execute the file', () => {
    const program = join(home, 'bin', 'postgres');
    expect(isReachable(program)).toBe(true);
    chmodSync(join(parent, 'package'), 0o700);
    expect(isReachable(program)).toBe(false);
    chmodSync(join(parent, 'package'), 0o755);
    chmodSync(program, 0o744);
    expect(isReachable(program)).toBe(false);
  });

  it('are copied once, with their links, to a reachable directory that only root can write', () => {
    chmodSync(join(parent, 'package'), 0o700);
    const copying = () => copyOut(home, parent);
    const first = copying();
    expect(first).toBe(join(parent, `pos-postgresql-1.2.3-${process.arch}`));
    expect(isReachable(join(first, 'bin', 'postgres'))).toBe(true);
    expect(lstatSync(join(first, 'bin', 'link')).isSymbolicLink()).toBe(true);
    writeFileSync(join(first, 'bin', 'kept'), '');
    // Only root copies. For other users the second call finds a directory that does not belong to root.
    if (process.getuid?.() === 0) expect(copying()).toBe(first);
    else expect(copying).toThrow('can be written by other users than root');
    expect(lstatSync(join(first, 'bin', 'kept')).isFile()).toBe(true);
  });

  it('are not used from a directory that another user can write', () => {
    chmodSync(copyOut(home, parent), 0o777);
    expect(() => copyOut(home, parent)).toThrow('can be written by other users than root');
  });
});
