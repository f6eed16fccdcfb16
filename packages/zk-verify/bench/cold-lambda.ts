/**
 * `node packages/zk-verify/bench/cold-lambda.ts` measures the function behind POST /zk/verify: the size of its bundle,
 * and in a fresh process the time to load it, to give the first verdict (which includes preparing the key), and the
 * second. Run `npm run build` first. The proof's signals fail the binding check, so that no database is queried and the
 * figures are the function's own.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const RUNS = 7;
const folder = join(import.meta.dirname, '../../functions/dist/verify-proof');
const entry = join(folder, 'index.mjs');
if (!existsSync(entry)) throw new Error(`${entry} does not exist: run \`npm run build\` first.`);

const body = {
  statement: 'history-totals',
  did: 'did:web:agent.example',
  presenter: 'bench',
  nonce: '1',
  proof: {
    pi_a: ['1', '2', '1'],
    pi_b: [
      [
        '10857046999023057135944570762232829481370756359578518086990519993285655852781',
        '11559732032986387107991004021392285783925812861821192530917403151452391805634',
      ],
      [
        '8495653923123431417604973247489272438418190587263600148770280649306958101930',
        '4082367875863433681332203403145435568316851327593401208105741076214120093531',
      ],
      ['1', '0'],
    ],
    pi_c: ['1', '2', '1'],
    protocol: 'groth16',
    curve: 'bn128',
  },
  publicSignals: ['1', '2', '3', '4', '5', '50', '1000000000', '0', '200'],
};

const program = `
const event = { httpMethod: 'POST', path: '/zk/verify', headers: { 'content-type': 'application/json' }, body: ${JSON.stringify(JSON.stringify(body))}, requestContext: { requestId: 'bench' }, isBase64Encoded: false };
const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 10_000 };
const started = performance.now();
const { handler } = await import(${JSON.stringify(entry)});
const loaded = performance.now();
const first = await handler(event, context);
const answered = performance.now();
await handler(event, context);
const again = performance.now();
process.stdout.write('\\n' + JSON.stringify({ status: first.statusCode, code: JSON.parse(first.body).code, loadMs: loaded - started, firstMs: answered - loaded, secondMs: again - answered, rssMb: process.memoryUsage.rss() / 2 ** 20 }));
process.exit(0);
`;

const environment = {
  STAGE: 'local',
  PUBLIC_URL: 'https://registry.example',
  LOG_LEVEL: 'ERROR',
  POWERTOOLS_METRICS_DISABLED: 'true',
  DATABASE_HOST: '127.0.0.1',
  DATABASE_PORT: '1',
  DATABASE_NAME: 'none',
  DATABASE_USER: 'none',
  DATABASE_AUTH: 'password',
  DATABASE_TLS: 'off',
};

interface Run {
  readonly code: string;
  readonly loadMs: number;
  readonly firstMs: number;
  readonly secondMs: number;
  readonly rssMb: number;
}

function measure(): Run {
  const run = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    env: environment,
  });
  const answer = JSON.parse(run.stdout.split('\n').at(-1) ?? '{}') as Run;
  if (answer.code !== 'proof-binding-mismatch')
    throw new Error(`Expected the answer proof-binding-mismatch: ${run.stdout} ${run.stderr}`);
  return answer;
}

const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
const contents = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name)));
const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(0)} KB`;
const size = contents.reduce((sum, content) => sum + content.length, 0);
const zipped = contents.reduce((sum, content) => sum + gzipSync(content, { level: 9 }).length, 0);

const runs = Array.from({ length: RUNS }, measure);
const median = (of: (run: Run) => number): string =>
  (runs.map(of).toSorted((a, b) => a - b)[RUNS >> 1] ?? Number.NaN).toFixed(1);
process.stdout.write(`verify-proof: ${kilobytes(size)}, ${kilobytes(zipped)} zipped, ${files.length} files
fresh process, median of ${RUNS}: load ${median(({ loadMs }) => loadMs)} ms, first answer with its key prepared ${median(({ firstMs }) => firstMs)} ms, second ${median(({ secondMs }) => secondMs)} ms, ${median(({ rssMb }) => rssMb)} MB\n`);
