/**
 * `node packages/zk-verify/bench/verify.ts` measures the time of a verification with each verifier in one run on this
 * machine. Compare figures within one run only. The ratios, printed first, depend less on the machine.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { trapdoorKey, type SignedProof } from '../test/trapdoor-key.ts';
import { bundle, type Bundle } from './bundle.ts';
import type { Contender, PreparedContender } from './entries/contender.ts';
import { contender as kernel } from './entries/kernel.ts';
import { contender as mcl } from './entries/mcl.ts';
import { contender as noble } from './entries/noble.ts';
import { contender as snarkjs } from './entries/snarkjs.ts';

const NAMES = ['snarkjs', 'noble', 'mcl', 'kernel'] as const;
type Name = (typeof NAMES)[number];
const CONTENDERS: Readonly<Record<Name, Contender>> = { snarkjs, noble, mcl, kernel };
/** Verifications per round: enough to measure warm code, fewer for the slow verifiers. */
const PER_ROUND: Readonly<Record<Name, number>> = { snarkjs: 8, noble: 6, mcl: 20, kernel: 100 };
const ROUNDS = 5;
const COLD_STARTS = 5;
const BATCHES = [1, 2, 8, 32, 128];
const SIGNALS = 7;

const print = (line = '') => process.stdout.write(`${line}\n`);
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function timedMs(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

const trapdoor = trapdoorKey(SIGNALS, 1n);
const proofs: readonly SignedProof[] = Array.from({ length: 128 }, () => trapdoor.prove());
const proofAt = (index: number): SignedProof => proofs[index % proofs.length] ?? trapdoor.prove();

const prepared = new Map<Name, PreparedContender>();
const prepareMs = new Map<Name, number>();
for (const name of NAMES) {
  prepareMs.set(name, await timedMs(async () => prepared.set(name, await CONTENDERS[name].prepare(trapdoor.key))));
}
const preparedOf = (name: Name): PreparedContender => {
  const found = prepared.get(name);
  if (found === undefined) throw new Error(`${name} was not prepared.`);
  return found;
};

/** Median milliseconds per verification. Contenders alternate, so that load on the machine affects each of them. */
async function warmVerification(): Promise<Record<Name, number>> {
  const samples: Record<Name, number[]> = { snarkjs: [], noble: [], mcl: [], kernel: [] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const name of NAMES) {
      for (let index = 0; index < PER_ROUND[name]; index++) {
        let valid: boolean | undefined;
        const ms = await timedMs(async () => {
          valid = await preparedOf(name).verify(proofAt(index));
        });
        if (valid !== true) throw new Error(`${name} refuses a valid proof.`);
        if (round > 0) samples[name].push(ms);
      }
    }
  }
  return {
    snarkjs: median(samples.snarkjs),
    noble: median(samples.noble),
    mcl: median(samples.mcl),
    kernel: median(samples.kernel),
  };
}

/** Median milliseconds per proof in batches of `size`; undefined for contenders without batch verification. */
async function inBatchesOf(size: number, name: Name): Promise<number | undefined> {
  const { verifyBatch } = preparedOf(name);
  if (verifyBatch === undefined) return undefined;
  const batch = Array.from({ length: size }, (_, index) => proofAt(index));
  const samples: number[] = [];
  for (let round = 0; round <= Math.max(3, 40 / size); round++) {
    samples.push(
      await timedMs(() => {
        if (!verifyBatch(batch).every(Boolean)) throw new Error(`${name} refuses a valid batch.`);
      }),
    );
  }
  return median(samples.slice(1)) / size;
}

function coldStartMs(program: Bundle, name: Name): number {
  const folder = mkdtempSync(join(tmpdir(), 'cold-'));
  try {
    const file = join(folder, `${name}.mjs`);
    writeFileSync(file, program.code);
    const runs = Array.from({ length: COLD_STARTS }, () => {
      const run = spawnSync(process.execPath, [file, JSON.stringify({ key: trapdoor.key, proof: proofAt(0) })], {
        encoding: 'utf8',
      });
      const answer: unknown = JSON.parse(run.stdout || '{}');
      if (
        typeof answer !== 'object' ||
        answer === null ||
        !('valid' in answer) ||
        answer.valid !== true ||
        !('elapsedMs' in answer)
      ) {
        throw new Error(`${name} fails in a fresh process: ${run.stderr}`);
      }
      return Number(answer.elapsedMs);
    });
    return median(runs);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const row = (label: string, cells: readonly (string | undefined)[]) =>
  print(`| ${label} | ${cells.map((cell) => cell ?? '–').join(' | ')} |`);
const ms = (value: number | undefined): string | undefined => value?.toFixed(value < 10 ? 2 : 0);

const warm = await warmVerification();
const batches = new Map<number, (number | undefined)[]>();
for (const size of BATCHES) {
  const cells: (number | undefined)[] = [];
  for (const name of NAMES) cells.push(await inBatchesOf(size, name));
  batches.set(size, cells);
}
const bundles = new Map<Name, Bundle>();
for (const name of NAMES) bundles.set(name, await bundle(name));
const bundleOf = (name: Name): Bundle => bundles.get(name) ?? { code: '', bytes: Number.NaN, gzipBytes: Number.NaN };
const cold = NAMES.map((name) => coldStartMs(bundleOf(name), name));
for (const name of NAMES) await preparedOf(name).close?.();

print(
  `Groth16 on BN254, ${SIGNALS} public signals; Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}.`,
);
print();
print('Speed of the kernel relative to …, warm, one proof:');
for (const name of NAMES)
  if (name !== 'kernel')
    print(
      `  ${name.padEnd(8)} ${(warm[name] / warm.kernel).toFixed(1)} ×   (in batches of 128: ${(warm[name] / (batches.get(128)?.[3] ?? Number.NaN)).toFixed(1)} ×)`,
    );
print();
row('ms', NAMES);
row(
  '---',
  NAMES.map(() => '---:'),
);
row(
  'verify, warm, p50',
  NAMES.map((name) => ms(warm[name])),
);
for (const [size, cells] of batches) row(`batch of ${size}, per proof`, cells.map(ms));
row(
  'prepare a key',
  NAMES.map((name) => ms(prepareMs.get(name))),
);
row('fresh process: load, prepare, first verdict', cold.map(ms));
row(
  'bundle, KB (gzip)',
  NAMES.map((name) => `${(bundleOf(name).bytes / 1024).toFixed(0)} (${(bundleOf(name).gzipBytes / 1024).toFixed(0)})`),
);
print();
print(
  'mcl and kernel include the strict parser and the subgroup check. A native build of mcl is not on npm and not measured.',
);
