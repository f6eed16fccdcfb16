import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleAll, type Bundle } from './bundle.ts';
import { units } from './units.ts';
import { zipFolder } from './zip-bundles.ts';

const scratch = mkdtempSync(join(tmpdir(), 'bundles-'));
let first: readonly Bundle[];
let second: readonly Bundle[];

beforeAll(async () => {
  ({ bundles: first } = await bundleAll(units(), join(scratch, 'first')));
  ({ bundles: second } = await bundleAll(units().toReversed(), join(scratch, 'second')));
}, 300_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const hashes = (bundles: readonly Bundle[], into: string): Record<string, string> =>
  Object.fromEntries(
    bundles.map(({ unit, folder }) => [
      unit.id,
      zipFolder(unit.id, folder, join(scratch, into)).sha256.toString('hex'),
    ]),
  );

/**
 * A program that imports the bundles of functions outside the repository, without installed packages and with only two
 * environment variables.
 */
const LOAD_ALL = `
  const failures = {};
  for (const id of process.argv.slice(1)) {
    const module = await import(new URL(id + '/index.mjs', 'file://' + process.cwd() + '/')).catch((error) => ({ error }));
    if (typeof module.handler !== 'function') failures[id] = String(module.error ?? 'exports no handler');
  }
  process.stdout.write(JSON.stringify(failures));
`;

describe('bundleAll', () => {
  it(
    'gives the same sources the same archives, in whatever order it is asked',
    () => expect(hashes(second, 'zips-of-second')).toEqual(hashes(first, 'zips-of-first')),
    300_000,
  );

  it('makes functions that load outside the repository', () => {
    const functions = first.filter(({ unit }) => unit.kind === 'function').map(({ unit }) => unit.id);
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', LOAD_ALL, ...functions], {
      cwd: join(scratch, 'first'),
      env: { STAGE: 'dev', PUBLIC_URL: 'https://api.example' },
      encoding: 'utf8',
    });
    expect({ failures: stdout, stderr }).toEqual({ failures: '{}', stderr: '' });
    expect(functions.length).toBeGreaterThan(0);
  }, 300_000);
});
