import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const CI = resolve(import.meta.dirname, '../.ci/run');

/** Runs `.ci/run` with an `npm` that runs these lines of shell in place of the two tasks. */
function runCi(tasks: { readonly test: string; readonly long: string }) {
  const folder = mkdtempSync(join(tmpdir(), 'ci-'));
  try {
    const npm = `case "$2" in test) ${tasks.test} ;; test:long) ${tasks.long} ;; *) exit 99 ;; esac`;
    for (const [name, script] of [
      ['npm', npm],
      ['checkov', 'exit 0'],
    ] as const) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(folder, name), 0o755);
    }
    const { status, stdout } = spawnSync(CI, { env: { PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` } });
    return { status, last: stdout.toString().trimEnd().split('\n').at(-1) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('.ci/run', () => {
  it.each([
    ['sums both runs', 'echo "12 passed, 0 failed"', 'echo "3 passed, 0 failed"', 0, '15 passed, 0 failed'],
    [
      'runs the long tests after npm test has failed, and fails',
      'echo "10 passed, 2 failed"; exit 1',
      'echo "3 passed, 0 failed"',
      1,
      '13 passed, 2 failed',
    ],
    [
      'fails when the long tests fail',
      'echo "12 passed, 0 failed"',
      'echo "2 passed, 1 failed"; exit 1',
      1,
      '14 passed, 1 failed',
    ],
    [
      'counts a run that broke off as one failure',
      'echo "12 passed, 0 failed"; echo out of memory; exit 137',
      'echo "3 passed, 0 failed"',
      1,
      '3 passed, 1 failed',
    ],
    [
      'counts a run that failed without a failure of its own as one failure',
      'echo "12 passed, 0 failed"; exit 1',
      'echo "3 passed, 0 failed"',
      1,
      '15 passed, 1 failed',
    ],
  ])('%s', (_, test, long, status, last) => expect(runCi({ test, long })).toEqual({ status, last }));
});
