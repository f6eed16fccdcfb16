/** Installs the packed client in an empty folder, as a consumer does, and uses it there. */
import { execFile, spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { build } from 'esbuild';
import { publint } from 'publint';
import { packClient } from './build/pack-client.ts';
import { DEPENDENCIES, ENTRIES, NAME } from './build/published-package.ts';
import { json, problem, startScriptedServer, type ScriptedServer } from './testing/scripted-server.ts';

const ROOT = resolve(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'client-consumer-'));

/** Maximum size of a browser bundle with a few calls, minified and compressed. */
const CORE_LIMIT_BYTES = 20_000;
/** Maximum number of types that TypeScript instantiates for a consumer of three methods. */
const INSTANTIATION_LIMIT = 40_000;

/** Makes three calls and imports nothing that only some consumers need. */
const CORE = `
import { createClient, orThrow } from '${NAME}';
const registry = createClient({ baseUrl: 'https://api.example' });
console.log(orThrow(await registry.getHealth()).status);
console.log(orThrow(await registry.getAgent({ params: { did: 'did:web:a.example' } })).updatedAt);
for await (const { did } of registry.listAgents.each()) console.log(did);
`;

/** Requests the health and an unknown agent, and prints both answers. */
const PROGRAM = `
import { createClient, orThrow } from '${NAME}';
import { verifyWorkHistory } from '${NAME}/credentials';

const registry = createClient({ baseUrl: process.argv[2] ?? '', attempts: 1 });
const did = 'did:web:agent.example';
const health = orThrow(await registry.getHealth());
const agent = await registry.getAgent({ params: { did } });
const refused = agent.ok ? 'none' : agent.error.code;
console.log(JSON.stringify({ status: health.status, refused, verifies: typeof verifyWorkHistory, node: process.version }));
`;

/** Runs a program in the consumer's folder and returns its standard output. The program calls the test's own server. */
async function run(command: string, args: readonly string[]): Promise<string> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.toLowerCase().startsWith('npm_')));
  const { stdout } = await promisify(execFile)(command, [...args], { cwd: folder, env });
  return stdout;
}

/**
 * Path of the machine's own Node 20, or `undefined` if none is installed. npm scripts put the packaged Node 24 first in
 * PATH.
 */
function nodeTwenty(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((each) => !each.includes('node_modules'));
  return folders
    .map((each) => join(each, 'node'))
    .find((node) => (spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout ?? '').startsWith('v20.'));
}

/** The Node programs to test with: the packaged Node, and Node 20 if the machine has it. */
function nodes(): readonly string[] {
  const twenty = nodeTwenty();
  if (twenty === undefined) process.stderr.write('NOT RUN: the packed client under Node 20, which is not in PATH.\n');
  return [process.execPath, ...(twenty === undefined ? [] : [twenty])];
}

/** Bundles a program of the consumer for a browser. */
const bundled = (entry: string) =>
  build({
    absWorkingDir: folder,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    outdir: 'out',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });

/** Ways of resolution for which a package of ES modules alone is not meant. */
const NOT_MEANT = ['node10', 'node16-cjs'];

/** Kinds of faults that Are The Types Wrong finds for the other ways of resolution. */
async function typeFaults(tarball: string): Promise<readonly string[]> {
  const found = await checkPackage(createPackageFromTarballData(readFileSync(tarball)), {
    entrypoints: Object.keys(ENTRIES),
  });
  if (found.types === false) return ['NoTypes'];
  return found.problems
    .filter((each) => !('resolutionKind' in each && NOT_MEANT.includes(each.resolutionKind)))
    .map(({ kind }) => kind);
}

describe('the packed client', () => {
  let server: ScriptedServer;
  let files: readonly string[];
  let tarball: string;
  beforeAll(async () => {
    server = await startScriptedServer();
    const packed = await packClient(join(folder, 'packed'));
    ({ files, tarball } = packed);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
    writeFileSync(join(folder, 'program.mjs'), PROGRAM);
    writeFileSync(join(folder, 'core.mjs'), CORE);
    await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball]);
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('contains JavaScript, types and licences, and nothing of the workspace', () => {
    expect(files).toEqual(expect.arrayContaining(['index.js', 'verify-work-history.js', 'README.md', 'LICENSE']));
    expect(files.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))).toEqual([]);
    for (const path of files.filter((each) => /\.(?:js|d\.ts)$/.test(each))) {
      const text = readFileSync(join(folder, 'node_modules', NAME, path), 'utf8');
      expect([path, /['"]@pos\/|['"](?:pg|drizzle-orm|aws-lambda|@aws-[a-z-]+)\b/.exec(text)?.[0]]).toEqual([
        path,
        undefined,
      ]);
    }
  });

  it('has at most three dependencies', () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'node_modules', NAME, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    expect(Object.keys(manifest.dependencies)).toEqual(DEPENDENCIES);
    expect(DEPENDENCIES.length).toBeLessThanOrEqual(3);
    const installed = readdirSync(join(folder, 'node_modules'));
    expect(installed.filter((name) => /^(?:pg|drizzle|@aws|aws)/.test(name))).toEqual([]);
  });

  it.each(nodes())('calls a registry under %s', async (node) => {
    server.script(
      json(200, { status: 'ok', stage: 'local', parts: {} }),
      problem({ code: 'agent-unknown', detail: 'did:web:agent.example' }),
    );
    const printed = JSON.parse(await run(node, ['program.mjs', server.url])) as Record<string, unknown>;
    expect(printed).toMatchObject({ refused: 'agent-unknown', verifies: 'function' });
  });

  it('is found without fault by publint', async () => {
    const { messages } = await publint({ pkgDir: join(folder, 'node_modules', NAME), strict: true, pack: false });
    expect(messages).toEqual([]);
  });

  it('has types that every way of resolution to an ES module finds, by Are The Types Wrong', async () => {
    expect(await typeFaults(tarball)).toEqual([]);
  });

  it('type-checks at little cost in a consumer that checks its libraries, and rejects routes that do not exist', async () => {
    writeFileSync(
      join(folder, 'consumer.ts'),
      `${CORE}
export const updatedAt: Date = orThrow(await registry.getAgent({ params: { did: 'did:web:a.example' } })).updatedAt;
// @ts-expect-error there is no such route
registry.getHonours;
// @ts-expect-error a request has no other values than the contract's
registry.createChallenge({ body: { did: 'did:web:a.example', purpose: 'nothing' } });
`,
    );
    const options = {
      module: 'nodenext',
      target: 'es2024',
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      types: [],
    };
    const lib = ['es2024', 'esnext.disposable', 'dom', 'dom.iterable'];
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...options, lib }, files: ['consumer.ts'] }),
    );
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const told = await run(process.execPath, [tsc, '-p', 'tsconfig.json', '--extendedDiagnostics']);
    const instantiations = Number(/^Instantiations:\s+(\d+)/m.exec(told)?.[1]);
    expect(instantiations).toBeLessThanOrEqual(INSTANTIATION_LIMIT);
  });

  it('adds little to a browser bundle, and none of the code that verifies credentials', async () => {
    const { outputFiles, metafile } = await bundled('core.mjs');
    expect(gzipSync(outputFiles[0]?.contents ?? '').length).toBeLessThanOrEqual(CORE_LIMIT_BYTES);
    const packages = Object.keys(metafile.inputs).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
    expect([...new Set(packages)].toSorted()).toEqual([NAME, undefined]);
  });

  it('bundles for a browser without a module of Node', async () => {
    const { metafile, outputFiles } = await bundled('program.mjs');
    const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
    expect(imports.filter(({ external }) => external === true)).toEqual([]);
    expect(outputFiles).toHaveLength(1);
  });
});
