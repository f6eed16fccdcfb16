import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, sign } from 'node:crypto';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import fc from 'fast-check';
import { decodeSignature, walletSigned } from './wallet-signature.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const WALLET = solanaAddress(encodeBase58(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)));
const signatureOf = (text: string): Uint8Array => Uint8Array.from(sign(null, Buffer.from(text), privateKey));
const base64Url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

describe('decodeSignature', () => {
  it('reads 64 bytes from base58 and from base64url, with padding or without', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (bytes) => {
        for (const text of [encodeBase58(bytes), base64Url(bytes), `${base64Url(bytes)}==`])
          expect(decodeSignature(text)).toEqual(bytes);
      }),
    );
  });

  it('reads no other length and no other alphabet', () => {
    const bytes = signatureOf('a');
    const texts = [
      // 63 bytes may have 86 characters of base58, which then read as 64 bytes of base64url.
      encodeBase58(bytes.subarray(2)),
      base64Url(bytes.subarray(1)),
      `${base64Url(bytes)}===`,
      `${base64Url(bytes).slice(0, -1)}+`,
      '',
      'no signature',
    ];
    for (const text of texts) expect(decodeSignature(text)).toBeUndefined();
  });
});

describe('walletSigned', () => {
  it('holds for the text that the wallet signed, and for no other', () => {
    const signature = encodeBase58(signatureOf('pay é'));
    expect(walletSigned(WALLET, 'pay é', signature)).toBe(true);
    expect(walletSigned(WALLET, 'pay e', signature)).toBe(false);
    expect(walletSigned(WALLET, 'pay é', encodeBase58(signatureOf('pay e')))).toBe(false);
    expect(walletSigned(WALLET, 'pay é', 'no signature')).toBe(false);
  });

  it('refuses a key of small order, for which one signature fits every text', () => {
    const identity = Uint8Array.of(1, ...new Uint8Array(31));
    const signature = encodeBase58(Uint8Array.of(...identity, ...new Uint8Array(32)));
    expect(walletSigned(solanaAddress(encodeBase58(identity)), 'any text', signature)).toBe(false);
  });

  it('refuses bytes that are no point of the curve', () => {
    const noPoint = Uint8Array.of(2, ...new Uint8Array(31));
    expect(walletSigned(solanaAddress(encodeBase58(noPoint)), 'a', encodeBase58(signatureOf('a')))).toBe(false);
  });
});
