// SPDX-License-Identifier: GPL-3.0-only
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Statement } from '@pos/receipts/statements.ts';
import { DEVELOPMENT_KEYS } from '@pos/receipts/verification-keys.ts';
import * as snarkjs from 'snarkjs';
import { builtFolder } from '../node/built-artefacts.ts';
import { endSnarkjsWorkers } from '../snarkjs.ts';
import { findBrowser, withPage } from '../testing/browser.ts';

const run = promisify(execFile);
const esbuild = createRequire(join(import.meta.dirname, '../../../../package.json')).resolve('esbuild/bin/esbuild');

let folder: string;
const bundle = () => join(folder, 'prover.mjs');
const bundled = (entry: string, outfile: string) =>
  run(esbuild, [
    join(import.meta.dirname, entry),
    '--bundle',
    '--minify',
    '--platform=browser',
    '--format=esm',
    `--outfile=${outfile}`,
  ]);
const verifies = (publicSignals: string[], proof: snarkjs.Groth16Proof) =>
  snarkjs.groth16.verify(DEVELOPMENT_KEYS['history-totals'].key as object, publicSignals, proof);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prover-'));
  await builtFolder('history-totals');
  await bundled('prove.ts', bundle());
}, 300_000);
afterAll(async () => {
  await endSnarkjsWorkers();
  await rm(folder, { recursive: true, force: true });
});

describe('the prover bundled for browsers', () => {
  it('imports nothing from outside the bundle', async () =>
    expect(await readFile(bundle(), 'utf8')).not.toMatch(/(?:from|import|require\()\s*["'](?!data:)[\w@./:-]+["']/));

  it('proves in a process that then exits by itself', async () => {
    const { stdout } = await run(process.execPath, [
      join(import.meta.dirname, '../testing/prove-in-page.ts'),
      bundle(),
    ]);
    const { proof, publicSignals } = JSON.parse(stdout) as { proof: snarkjs.Groth16Proof; publicSignals: string[] };
    expect(await verifies(publicSignals, proof)).toBe(true);
  }, 300_000);
});

interface Sent {
  readonly proof: snarkjs.Groth16Proof;
  readonly publicSignals: string[];
  readonly phases: string[];
  readonly agent: string;
}

/** Serves the page, its script and the artefacts of a statement. `sent` resolves to the result that the page posts. */
async function pageServer(script: string) {
  const { promise, resolve } = Promise.withResolvers<Sent>();
  const server = createServer((request, response) => {
    const [, statement = '', file = ''] = (request.url ?? '').split('/');
    const answer = async (): Promise<string | Buffer> => {
      if (request.url === '/result') resolve(JSON.parse(await text(request)) as Sent);
      if (request.url === '/') return '<!doctype html><script type="module" src="/script.mjs"></script>';
      if (request.url === '/script.mjs') return readFile(script);
      return file === '' ? '' : readFile(join(await builtFolder(statement as Statement), file));
    };
    answer().then(
      (body) => response.setHeader('content-type', request.url === '/' ? 'text/html' : 'text/javascript').end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, sent: promise, close: () => server.close().closeAllConnections() };
}

describe('a page', () => {
  const browser = findBrowser();
  if (browser === undefined) {
    it('NOT RUN in a browser: no Chromium is installed', () => expect(findBrowser()).toBeUndefined());
    return;
  }
  it(`proves in ${browser.version} with the browser's workers and posts only the proof`, async () => {
    const script = join(folder, 'page.mjs');
    await bundled('../testing/prove-on-page.ts', script);
    const server = await pageServer(script);
    try {
      const sent = await withPage(browser, server.url, () => server.sent);
      expect(Object.keys(sent).toSorted()).toEqual(['agent', 'phases', 'proof', 'publicSignals']);
      expect(sent.agent).toContain('Chrome');
      expect([sent.phases[0], sent.phases.at(-1)]).toEqual(['load', 'done']);
      expect(await verifies(sent.publicSignals, sent.proof)).toBe(true);
    } finally {
      server.close();
    }
  }, 300_000);
});
