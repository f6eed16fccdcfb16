// SPDX-License-Identifier: GPL-3.0-only
import { readFile } from 'node:fs/promises';
import * as snarkjs from 'snarkjs';
import { sha256Hex, verificationKeyBytes } from '../build/artefact-files.ts';
import { endSnarkjsWorkers, memoryFile } from '../snarkjs.ts';
import { readKeyRecord } from './contributions.ts';
import type { KeyFacts } from './decide-gate.ts';

export type KeyFiles = { readonly r1cs: string; readonly ptau: string; readonly zkey: string };

/**
 * Measures everything that the gate decides on. Takes as long as a setup of the circuit. Reads the files into memory,
 * because snarkjs does not close a file that it refuses.
 */
export async function inspectKey(files: KeyFiles): Promise<KeyFacts> {
  const [r1cs, ptau, zkey] = await Promise.all([readFile(files.r1cs), readFile(files.ptau), readFile(files.zkey)]);
  // The types require a path, but snarkjs accepts a memory file as well.
  const asPath = (data: Uint8Array) => memoryFile(data) as unknown as string;
  try {
    return {
      r1csSha256: sha256Hex(r1cs),
      powersOfTauSha256: sha256Hex(ptau),
      zkeySha256: sha256Hex(zkey),
      vkeySha256: sha256Hex(verificationKeyBytes(await snarkjs.zKey.exportVerificationKey(memoryFile(zkey)))),
      record: readKeyRecord(zkey),
      verified: await snarkjs.zKey.verifyFromR1cs(asPath(r1cs), asPath(ptau), asPath(zkey)),
    };
  } finally {
    await endSnarkjsWorkers();
  }
}
