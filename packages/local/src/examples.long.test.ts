/** Runs the programs of `examples` as processes of their own against one system. */
import { execFile, spawn } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { packClient } from '@pos/client/build/pack-client.ts';
import { PEERS } from '@pos/client/build/published-package.ts';
import { decodeBase58 } from '@pos/vocabulary/base58.ts';
import { startAgentServer, type AgentServer } from './demo/agent-server.ts';
import { SAMPLES } from './demo/samples.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';

const EXAMPLES = resolve(__dirname, '../../../examples');

/** Copies the programs into an empty folder, and installs the packed client and what its entries need, as users do. */
async function installed(folder: string): Promise<string> {
  const { tarball } = await packClient(join(folder, 'packed'));
  const home = join(folder, 'consumer');
  cpSync(EXAMPLES, home, { recursive: true, filter: (path) => !/node_modules|package\.json$/.test(path) });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  const versionOf = (name: string, from: string): string => {
    const manifest = readFileSync(join(from, 'node_modules', name, 'package.json'), 'utf8');
    return `${name}@${(JSON.parse(manifest) as { readonly version: string }).version}`;
  };
  const peers = PEERS.map((name) => versionOf(name, resolve(EXAMPLES, '../packages/client')));
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.toLowerCase().startsWith('npm_')));
  const argv = ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball, ...peers];
  await promisify(execFile)('npm', [...argv, versionOf('@solana/kit', EXAMPLES)], { cwd: home, env });
  return home;
}

let test: TestSystem;
let agent: AgentServer;
beforeAll(async () => {
  test = await startTestSystem({ ratePerSecond: 1_000, burst: 5_000 });
  const { facilitatorUrl, solana, wallets } = test.system.endpoints;
  const [sample] = SAMPLES;
  const payTo = wallets.find(({ name }) => name === 'agent-1')?.address;
  if (sample === undefined || payTo === undefined) throw new Error('The demo has no agent.');
  const { path, price, description, answer } = sample;
  agent = await startAgentServer({
    facilitatorUrl,
    network: solana.network,
    payTo,
    path,
    price,
    description,
    answer,
  });
}, 120_000);
const started: Program[] = [];
afterAll(async () => {
  for (const program of started) program.stop();
  await agent.close();
  await test.stop();
}, 60_000);

/** Writes the key file of a wallet, as `solana-keygen` does. */
function keyFileOf(wallet: string): string {
  const { secretKey } = test.system.endpoints.wallets.find(({ name }) => name === wallet) ?? { secretKey: '' };
  const file = join(test.directory, `${wallet}.json`);
  writeFileSync(file, JSON.stringify([...(decodeBase58(secretKey) ?? [])]));
  return file;
}

interface Program {
  /** Resolves once a line of the output matches. Rejects if the program ends before. */
  printed(line: RegExp): Promise<void>;
  /** Resolves with the whole output. Rejects if the program fails. */
  ended(): Promise<string>;
  stop(): void;
}

function start(name: string, wallet: string, cwd = EXAMPLES): Program {
  const { apiUrl, apiKey, token, solana } = test.system.endpoints;
  const env = {
    ...process.env,
    REGISTRY_URL: apiUrl,
    KEY_FILE: keyFileOf(wallet),
    NETWORK: solana.network,
    TOKEN_URL: token.url,
    CLIENT_ID: token.clientId,
    CLIENT_SECRET: token.clientSecret,
    API_KEY: apiKey,
    AGENT_URL: agent.url,
  };
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', `${name}.ts`], {
    cwd,
    env,
  });
  let output = '';
  const watchers = new Set<() => void>();
  const hear = (chunk: Buffer) => {
    output += chunk.toString();
    for (const watch of watchers) watch();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const closed = new Promise<number | null>((done) => void child.on('close', done));
  const program: Program = {
    printed: (line) =>
      new Promise((matched, failed) => {
        const watch = () => line.test(output) && matched();
        watchers.add(watch);
        watch();
        void closed.then(() => failed(new Error(`${name} ended without ${line}:\n${output}`)));
      }),
    async ended() {
      const code = await closed;
      if (code !== 0) throw new Error(`${name} ended with ${code}:\n${output}`);
      return output;
    },
    stop: () => void child.kill(),
  };
  started.push(program);
  return program;
}

it('a developer registers, a buyer pays and rates, and everybody sees what concerns them', async () => {
  const developer = start('developer', 'agent-1');
  await developer.printed(/is registered/);
  const marketplace = start('marketplace', 'client');
  await marketplace.printed(/^1 scores$/m);

  const bought = await start('buyer', 'business').ended();
  expect(bought).toMatch(/^Word Counter: score [\d.]+ %, between [\d.]+ % and [\d.]+ %$/m);
  expect(bought).toMatch(/^answer \{"words":3\} for 10000 atomic units\nrated 100 %$/m);

  expect(await developer.ended()).toMatch(/^paid 10000 atomic units\nscore [\d.]+ %, evidence [\d.]+$/m);
  await marketplace.printed(/has now [\d.]+ %/);
  marketplace.stop();

  const paid = await start('payer', 'business').ended();
  expect(paid).toBe(`confirmed 10000 for ${agent.url}?q=How+many+words\nspent 10000 atomic units\n`);
  expect(await start('wallet', 'business').ended()).toBe('2 payments\n');
});

it('the same programs run where only the packed client is installed', async () => {
  const folder = await installed(test.directory);
  const developer = start('developer', 'agent-1', folder);
  await developer.printed(/was registered before/);
  const marketplace = start('marketplace', 'client', folder);
  await marketplace.printed(/^1 scores$/m);

  expect(await start('buyer', 'client', folder).ended()).toMatch(/^answer .* for 10000 atomic units\nrated 100 %$/m);
  expect(await developer.ended()).toMatch(/^paid 10000 atomic units\nscore [\d.]+ %, evidence [\d.]+$/m);
  await marketplace.printed(/has now [\d.]+ %/);
  marketplace.stop();
  const paid = `confirmed 10000 for ${agent.url}?q=How+many+words\nspent 10000 atomic units\n`;
  expect(await start('payer', 'client', folder).ended()).toBe(paid);
  expect(await start('wallet', 'client', folder).ended()).toBe('2 payments\n');
});
