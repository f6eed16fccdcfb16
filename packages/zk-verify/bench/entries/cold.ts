/**
 * What a fresh process does: load, prepare the key, verify once. `contender` is put in by the bundler; key and proof
 * come as JSON on the command line. Prints the milliseconds since the process began.
 */
import { contender } from 'contender';
import type { KeyJson, SignedProof } from '../../test/trapdoor-key.ts';

const { key, proof } = JSON.parse(process.argv[2] ?? '{}') as { key: KeyJson; proof: SignedProof };
const prepared = await contender.prepare(key);
const valid = await prepared.verify(proof);
const elapsedMs = performance.now();
await prepared.close?.();
process.stdout.write(JSON.stringify({ valid, elapsedMs }));
