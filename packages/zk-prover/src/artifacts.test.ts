// SPDX-License-Identifier: GPL-3.0-only
import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CIRCUITS } from '@pos/receipts/circuits.ts';
import { STATEMENTS } from '@pos/receipts/statements.ts';
import { DEVELOPMENT_KEYS } from '@pos/receipts/verification-keys.ts';
import { readLock } from './build/artefact-files.ts';

describe.each(STATEMENTS)('the hashes of %s in the receipts package', (statement) => {
  it('equal those pinned in artifacts.json', async () => {
    const { constraints, sha256 } = (await readLock())[statement] ?? {};
    const { r1csSha256: r1cs, wasmSha256: wasm, provingKeySha256: zkey, ...rest } = CIRCUITS[statement];
    const vkey = createHash('sha256')
      .update(`${JSON.stringify(DEVELOPMENT_KEYS[statement].key, null, 1)}\n`)
      .digest('hex');
    expect({ ...rest, sha256: { r1cs, wasm, zkey, vkey } }).toEqual({ constraints, sha256 });
  });
});
