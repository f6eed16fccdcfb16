/**
 * `node packages/zk-verify/bench/cross-check.ts [count] [seed]` verifies `count` (default 10,000) valid, re-randomised
 * and mutated proofs with kernel, mcl, noble and snarkjs. Exits with 1 if a verdict differs from the expected one. The
 * default count takes about twenty minutes, almost all of it in noble and snarkjs.
 */
import { parseVerifyingKey } from '../src/domain/verifying-key.ts';
import { createVerifier } from '../src/verifier/create-verifier.ts';
import type { Verifier, VerifierPath } from '../src/verifier/verifier.ts';
import { mixedProofs, type MixedProof } from '../test/mixed-proofs.ts';
import { nobleOracle } from '../test/noble-oracle.ts';
import { snarkjsOracle } from '../test/snarkjs-oracle.ts';
import { trapdoorKey, type KeyJson } from '../test/trapdoor-key.ts';

const BATCH = 64;
const count = Number(process.argv[2] ?? 10_000);
const seed = BigInt(process.argv[3] ?? 1);
const print = (line: string) => process.stdout.write(`${line}\n`);

async function verifierOf(key: KeyJson, path: VerifierPath): Promise<Verifier> {
  const parsed = parseVerifyingKey(key);
  if (!parsed.ok) throw new Error(`The key is malformed at ${parsed.error.path}.`);
  const made = await createVerifier(parsed.value, { path, fillRandom: (bytes) => crypto.getRandomValues(bytes) });
  if (!made.ok) throw new Error(`The key is refused at ${made.error.path}.`);
  return made.value;
}

const trapdoor = trapdoorKey(7, seed);
const verifiers = [await verifierOf(trapdoor.key, 'kernel'), await verifierOf(trapdoor.key, 'mcl')];
const oracles = [nobleOracle(trapdoor.key), snarkjsOracle(trapdoor.key)];

const differences: string[] = [];
const kinds = new Map<string, number>();

async function checkBatch(batch: readonly MixedProof[]): Promise<void> {
  const columns: Array<readonly (readonly [name: string, valid: boolean])[]> = [];
  for (const verifier of verifiers) {
    const proofs = batch.map(({ proof }) => {
      const parsed = verifier.parse(proof);
      if (!parsed.ok) throw new Error(`A generated proof is malformed at ${parsed.error.path}.`);
      return parsed.value;
    });
    columns.push(proofs.map((proof) => [verifier.path, verifier.verify(proof).ok] as const));
    columns.push(verifier.verifyBatch(proofs).map(({ ok }) => [`${verifier.path} batch`, ok] as const));
  }
  for (const oracle of oracles) {
    const column: Array<readonly [string, boolean]> = [];
    for (const { proof } of batch) column.push([oracle.name, await oracle.verify(proof)]);
    columns.push(column);
  }
  batch.forEach(({ kind, valid, proof }, index) => {
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    const wrong = columns.flatMap((column) => (column[index]?.[1] === valid ? [] : [column[index]?.[0]]));
    if (wrong.length > 0)
      differences.push(
        `${kind}: expected ${valid ? 'valid' : 'invalid'}, ${wrong.join(', ')} disagree: ${JSON.stringify(proof)}`,
      );
  });
}

let done = 0;
let batch: MixedProof[] = [];
const started = performance.now();
for (const mixed of mixedProofs(trapdoor, count, seed)) {
  batch.push(mixed);
  if (batch.length < BATCH && done + batch.length < count) continue;
  await checkBatch(batch);
  done += batch.length;
  batch = [];
  if (done % (16 * BATCH) === 0)
    print(
      `${done} of ${count}, ${differences.length} differences, ${((performance.now() - started) / 1000).toFixed(0)} s`,
    );
}
await Promise.all(oracles.map((oracle) => oracle.close()));

for (const [kind, number] of [...kinds].sort()) print(`${String(number).padStart(7)}  ${kind}`);
differences.slice(0, 20).forEach(print);
print(
  `${done} proofs, six verdicts each (kernel and mcl alone and in batches, noble, snarkjs): ${differences.length} differences.`,
);
process.exitCode = differences.length === 0 ? 0 : 1;
