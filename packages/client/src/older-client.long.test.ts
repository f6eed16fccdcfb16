/** The packed client of this release and a generated Python client call a registry that is newer than both. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openApiOf } from '@pos/contract/derive/open-api.ts';
import { isRawResponse, type RouteDeclaration } from '@pos/contract/route.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import { SLICES } from '@pos/contract/slices.ts';
import fc from 'fast-check';
import { packClient } from './build/pack-client.ts';
import { NAME } from './build/published-package.ts';
import { methodName } from './domain/method-name.ts';
import { REFUSE, startNewerRegistry, type NewerRegistry } from './testing/newer-registry.ts';
import { requestsOf } from './testing/requests.ts';

const ROUNDS = 12;
const routes: readonly RouteDeclaration[] = Object.values(ROUTES);
const calls = routes.flatMap((route) =>
  Object.values(route.responses).some(isRawResponse)
    ? []
    : fc.sample(requestsOf(route), { numRuns: ROUNDS, seed: 1 }).map((request) => ({
        id: route.id,
        name: methodName(route.id),
        tag: SLICES.find((slice) => slice.routes?.some(({ id }) => id === route.id))?.tag,
        request,
      })),
);

async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.toLowerCase().startsWith('npm_')));
  const { stdout } = await promisify(execFile)(command, [...args], { cwd, env, maxBuffer: 1 << 26 });
  return stdout;
}

const folder = mkdtempSync(join(tmpdir(), 'older-client-'));
let newer: NewerRegistry;
beforeAll(async () => {
  newer = await startNewerRegistry();
  writeFileSync(join(folder, 'calls.json'), JSON.stringify(calls));
});
afterAll(async () => {
  await newer.close();
  rmSync(folder, { recursive: true, force: true });
});

const PACKED = `
import { readFileSync } from 'node:fs';
import { createClient } from '${NAME}';

const [baseUrl, events] = [process.argv[2], Number(process.argv[3])];
const auth = { tokenUrl: baseUrl + '/token', clientId: 'me', clientSecret: 'secret' };
const registry = createClient({ baseUrl, auth, attempts: 1 });
const told = [];
for (const { name, request } of JSON.parse(readFileSync('calls.json', 'utf8')))
  told.push([name, (await registry[name](request)).ok]);
for (const status of [400, 404, 409, 429, 500, 503]) {
  const refused = await registry.getHealth({ headers: { '${REFUSE}': String(status) } });
  told.push([String(refused.error.status), refused.error.code === 'code-of-a-newer-registry']);
}
let heard = 0;
for await (const event of registry.streamEvents()) if ((heard += 1) === events) break;
console.log(JSON.stringify(told));
`;

describe('the packed client', () => {
  it('calls every route of a newer registry, and receives all of its events', async () => {
    const { tarball } = await packClient(join(folder, 'packed'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
    writeFileSync(join(folder, 'packed.mjs'), PACKED);
    await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], folder);
    const args = ['packed.mjs', newer.url, String(newer.eventTypes.length)];
    const told = JSON.parse(await run(process.execPath, args, folder)) as readonly [string, boolean][];
    expect(told.length).toBeGreaterThan(calls.length);
    expect(told.filter(([, fine]) => !fine)).toEqual([]);
  });
});

const PYTHON = resolve(__dirname, 'testing/call-newer-registry.py');
const GENERATOR = 'openapi-python-client==0.29.1';

/** Installs the generator of Python clients. Returns false and prints why if this machine cannot. */
function installGenerator(): boolean {
  const venv = join(folder, 'venv');
  const made = spawnSync('python3', ['-m', 'venv', venv], { encoding: 'utf8' });
  const installed = made.status === 0 && spawnSync(join(venv, 'bin/pip'), ['install', '-q', GENERATOR]).status === 0;
  if (!installed) process.stderr.write(`NOT RUN: a Python client, because python3 and ${GENERATOR} are not at hand.\n`);
  return installed;
}

describe('a Python client that is generated from OpenAPI', () => {
  it('calls every route of a newer registry', async () => {
    if (!installGenerator()) return;
    const options = { serverUrl: newer.url, tokenUrl: `${newer.url}/token`, version: '1' };
    writeFileSync(join(folder, 'openapi.json'), JSON.stringify(openApiOf(SLICES, options)));
    const generate = ['generate', '--path', 'openapi.json', '--meta', 'none', '--output-path', 'generated_client'];
    await run(join(folder, 'venv/bin/openapi-python-client'), generate, folder);
    const told = JSON.parse(await run(join(folder, 'venv/bin/python'), [PYTHON, newer.url], folder)) as {
      readonly called: number;
      readonly faults: readonly unknown[];
    };
    expect(told.faults).toEqual([]);
    expect(told.called).toBe(calls.length);
  });
});
