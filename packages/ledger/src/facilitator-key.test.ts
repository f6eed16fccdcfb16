import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeBase58, encodeBase58 } from '@pos/vocabulary/base58.ts';
import fc from 'fast-check';
import { FacilitatorKeyError, loadFacilitatorKey, parseFacilitatorKey } from './facilitator-key.ts';
import { SecretError } from './secret-text.ts';

function newKeyBytes(): Uint8Array {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-32);
  return Uint8Array.from(Buffer.concat([seed, publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)]));
}

describe('the facilitator key', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'key-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('makes signatures that its address verifies, from JSON and from base58', () => {
    const bytes = newKeyBytes();
    const message = Buffer.from('a message');
    for (const text of [JSON.stringify([...bytes]), ` ${encodeBase58(bytes)}\n`]) {
      const key = parseFacilitatorKey(text);
      const x = Buffer.from(decodeBase58(key.address) ?? []).toString('base64url');
      const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
      expect(verify(null, message, publicKey, key.sign(message))).toBe(true);
      expect(verify(null, Buffer.from('another'), publicKey, key.sign(message))).toBe(false);
    }
  });

  it('refuses texts that are not a key, and a key whose public half belongs to another seed', () => {
    const bytes = newKeyBytes();
    const mixed = Uint8Array.from(Buffer.concat([bytes.subarray(0, 32), newKeyBytes().subarray(32)]));
    expect(() => parseFacilitatorKey(JSON.stringify([...mixed]))).toThrow(FacilitatorKeyError);
    expect(() => parseFacilitatorKey(JSON.stringify([...bytes].slice(1)))).toThrow(FacilitatorKeyError);
    expect(() => parseFacilitatorKey(JSON.stringify([...bytes].map((byte) => byte + 256)))).toThrow(
      FacilitatorKeyError,
    );
    for (const text of [
      '[1, 2',
      '[]',
      JSON.stringify([...bytes].map((byte) => byte - 256)),
      JSON.stringify([...bytes].map(String)),
    ])
      expect(() => parseFacilitatorKey(text)).toThrow(FacilitatorKeyError);
    fc.assert(fc.property(fc.string(), (text) => expect(() => parseFacilitatorKey(text)).toThrow(FacilitatorKeyError)));
  });

  it('is read from a file in the stage local only', async () => {
    const file = join(directory, 'key.json');
    const bytes = newKeyBytes();
    writeFileSync(file, JSON.stringify([...bytes]));
    const key = await loadFacilitatorKey(`file:${file}`, { stage: 'local' });
    expect(key.address).toBe(encodeBase58(bytes.subarray(32)));
    for (const stage of ['dev', 'prod', 'locale']) {
      await expect(loadFacilitatorKey(`file:${file}`, { stage })).rejects.toThrow(SecretError);
    }
  });

  it('prints no part of the secret', () => {
    const bytes = newKeyBytes();
    const key = parseFacilitatorKey(JSON.stringify([...bytes]));
    expect(Object.keys(key)).toEqual(['address', 'sign']);
    expect(JSON.stringify(key)).toBe(JSON.stringify({ address: key.address }));
  });
});
