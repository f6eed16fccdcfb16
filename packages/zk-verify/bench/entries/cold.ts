/**
 * Runs in a fresh process: loads a contender, prepares the key and verifies one proof. The bundler resolves
 * `contender`; key and proof are JSON in the first argument. Prints the milliseconds since the process started.
 */
import { contender } from 'contender';
import type { KeyJson, SignedProof } from '../../test/trapdoor-key.ts';

const { key, proof } = JSON.parse(process.argv[2] ?? '{}') as { key: KeyJson; proof: SignedProof };
const prepared = await contender.prepare(key);
const valid = await prepared.verify(proof);
const elapsedMs = performance.now();
await prepared.close?.();
process.stdout.write(JSON.stringify({ valid, elapsedMs }));
