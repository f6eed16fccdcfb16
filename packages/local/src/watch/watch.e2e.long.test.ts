import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REPOSITORY } from '@pos/functions/build/units.ts';
import { assertPortsFree } from '../free-ports.ts';
import { shiftedPorts } from '../ports.ts';
import { readEndpoints, type Endpoints } from '../state/endpoints.ts';

const PATIENCE_MS = 400_000;
const PROBLEM = 'packages/contract/src/shared-problems.ts';
const HEALTH = 'packages/operations/src/routes/get-health.ts';

let checkout: string;
let system: ChildProcess;
let output = '';
let endpoints: Endpoints;

/** A copy of the sources with the same dependencies. Links between packages lead to the copy. */
function copyCheckout(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pos-watch-'));
  const skipped = /\/(?:dist|\.local|cdktf\.out|stacks\/node_modules)$/;
  for (const name of ['package.json', 'pnpm-lock.yaml', 'tsconfig.json', 'tsconfig.base.json', 'packages'])
    cpSync(join(REPOSITORY, name), join(folder, name), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !skipped.test(path),
    });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** An offset at which all ports are free. */
async function freeOffset(): Promise<number> {
  for (let offset = 9_000; ; offset += 37) {
    const free = await assertPortsFree(shiftedPorts(offset)).then(
      () => true,
      () => false,
    );
    if (free) return offset;
  }
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > PATIENCE_MS * 0.9 || system.exitCode !== null)
      throw new Error(`Timed out waiting until ${what}. Output of the system:\n${output}`);
    await sleep(50);
  }
}

const edit = (file: string, from: string, to: string): void => {
  const text = readFileSync(join(checkout, file), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(checkout, file), text.replace(from, to));
};

async function titleOf(code: string): Promise<unknown> {
  const response = await fetch(`${endpoints.apiUrl}/problems/${code}`);
  return ((await response.json()) as { title: unknown }).title;
}

/** Requests a function and the container service continuously, and counts the statuses. */
function steadyLoad() {
  const statuses = new Map<string, number>();
  let loading = true;
  const lane = async (what: string, ask: () => Promise<Response>) => {
    while (loading) {
      const response = await ask();
      await response.arrayBuffer();
      const key = `${what} ${response.status}`;
      statuses.set(key, (statuses.get(key) ?? 0) + 1);
      await sleep(20);
    }
  };
  const rpc = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'getSlot' });
  const lanes = Promise.all([
    lane('function', () => fetch(`${endpoints.apiUrl}/problems/request-invalid`)),
    lane('container', () => fetch(`${endpoints.apiUrl}/solana/rpc`, { ...rpc, body })),
  ]);
  return {
    async stop() {
      loading = false;
      await lanes;
      return [...statuses.keys()].toSorted();
    },
  };
}

beforeAll(async () => {
  checkout = copyCheckout();
  const offset = await freeOffset();
  system = spawn(process.execPath, ['packages/local/src/main.ts', '--watch'], {
    cwd: checkout,
    env: { PATH: process.env['PATH'] ?? '', PORT_OFFSET: String(offset) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [system.stdout, system.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await until('the system watches', () => output.includes('Watching the sources of'));
  endpoints = readEndpoints(join(checkout, `.local/offset-${offset}/endpoints.json`));
}, PATIENCE_MS);

afterAll(async () => {
  if (system.exitCode === null) {
    const ended = new Promise((resolve) => void system.once('exit', resolve));
    system.kill('SIGTERM');
    await ended;
  }
  rmSync(checkout, { recursive: true, force: true });
}, PATIENCE_MS);

describe('npm start -- --watch', () => {
  it(
    'runs an edited source in every unit that holds it, and refuses no request meanwhile',
    async () => {
      const load = steadyLoad();
      const former = await titleOf('request-invalid');
      edit(PROBLEM, `'${String(former)}'`, "'An edited title'");
      await until('the new title is served', async () => (await titleOf('request-invalid')) === 'An edited title');
      await until('the rebuild is reported', () => output.includes('running after'));
      expect(await load.stop()).toEqual(['container 200', 'function 200']);
      expect(output).toMatch(
        /~ \S+shared-problems\.ts: rebuilt all \d+ functions, api, worker in \d+ ms, running after \d+ ms\./,
      );
      expect(output).toMatch(/~ \S+shared-problems\.ts: loaded by the gateway or another local server too/);
    },
    PATIENCE_MS,
  );

  it(
    'keeps the former bundles while a source does not build or load, and continues when it is repaired',
    async () => {
      const text = readFileSync(join(checkout, HEALTH), 'utf8');
      writeFileSync(join(checkout, HEALTH), `${text}\nconst broken = ;\n`);
      await until('the fault is named', () => /get-health\.ts:\d+: Unexpected ";"/.test(output));
      expect((await fetch(`${endpoints.apiUrl}/health`)).status).toBe(200);
      const reported = output.length;
      writeFileSync(join(checkout, HEALTH), `${text}\nthrow new Error('on load');\n`);
      await until('the refusal is named', () => /get-health keeps its former bundle: on load/.test(output));
      expect((await fetch(`${endpoints.apiUrl}/health`)).status).toBe(200);
      writeFileSync(join(checkout, HEALTH), text);
      await until('it builds again', () => /get-health\.ts: (?:built|rebuilt)/.test(output.slice(reported)));
      expect((await fetch(`${endpoints.apiUrl}/health`)).status).toBe(200);
    },
    PATIENCE_MS,
  );
});
