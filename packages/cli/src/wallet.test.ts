// SPDX-License-Identifier: GPL-3.0-only
import { randomBytes } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from '@jest/globals';
import { decodeBase58, encodeBase58 } from '@pos/vocabulary/base58.ts';
import { did } from '@pos/vocabulary/did.ts';
import { readWallet } from './wallet.ts';

const secret = randomBytes(32);
const bytes = Uint8Array.of(...secret, ...ed25519.getPublicKey(secret));
const open = (text: string) => {
  const read = readWallet(text);
  if (!read.ok) throw new Error(read.error);
  return read.value;
};

describe('an owner’s key', () => {
  it('gives the same wallet in JSON and in base58', () => {
    const [json, base58] = [open(JSON.stringify([...bytes])), open(`${encodeBase58(bytes)}\n`)];
    expect(json.address).toBe(base58.address);
    expect(json.address).toBe(encodeBase58(bytes.subarray(32)));
    const message = 'A challenge';
    expect(
      ed25519.verify(
        decodeBase58(base58.sign(message)) ?? new Uint8Array(),
        new TextEncoder().encode(message),
        bytes.subarray(32),
      ),
    ).toBe(true);
  });

  it('derives a different secret for each agent, deterministically', () => {
    const [wallet, again] = [open(JSON.stringify([...bytes])), open(encodeBase58(bytes))];
    const [one, two] = [did('did:web:one.example'), did('did:web:two.example')];
    expect(wallet.secretFor(one)).toBe(again.secretFor(one));
    expect(wallet.secretFor(one)).not.toBe(wallet.secretFor(two));
  });

  it.each([
    ['not a key', 'hello'],
    ['half a key', encodeBase58(bytes.subarray(0, 32))],
    [
      'a secret key with the public key of another',
      encodeBase58(Uint8Array.of(...randomBytes(32), ...bytes.subarray(32))),
    ],
    ['a list of numbers that are not bytes', JSON.stringify([...bytes].map((byte) => byte + 300))],
  ])('is refused if it is %s', (_, text) => expect(readWallet(text).ok).toBe(false));
});
