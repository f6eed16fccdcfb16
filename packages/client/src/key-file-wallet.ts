import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import type { PayingWallet, WalletSigner } from './wallet-signer.ts';

/** Start of the PKCS #8 form of an Ed25519 private key (RFC 8410, section 10.3). The 32 bytes of the key follow. */
const PKCS8_START = [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];

/**
 * A wallet from the 64 bytes of a Solana key file, which are the private key and then the public key. The private key
 * stays in WebCrypto and cannot be exported from there.
 *
 * @example
 * const wallet = await keyFileWallet(JSON.parse(readFileSync('id.json', 'utf8')));
 */
export async function keyFileWallet(content: Uint8Array | readonly number[]): Promise<WalletSigner & PayingWallet> {
  const bytes = Uint8Array.from(content);
  if (bytes.length !== 64)
    throw new TypeError(`A Solana key file has 64 bytes, and this one has ${bytes.length}. Pass the whole list.`);
  const publicKey = bytes.slice(32);
  const form = Uint8Array.from([...PKCS8_START, ...bytes.subarray(0, 32)]);
  const key = await crypto.subtle.importKey('pkcs8', form, 'Ed25519', false, ['sign']);
  const signMessage = async (message: Uint8Array): Promise<Uint8Array> =>
    new Uint8Array(await crypto.subtle.sign('Ed25519', key, Uint8Array.from(message)));
  const verifier = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
  const signed = Uint8Array.from(await signMessage(publicKey));
  if (!(await crypto.subtle.verify('Ed25519', verifier, signed, publicKey)))
    throw new TypeError('The last 32 bytes of the key file are not the public key of the first 32 bytes.');
  const address = encodeBase58(publicKey);
  return {
    address,
    signMessage,
    signTransactions: (transactions) =>
      Promise.all(transactions.map(async ({ messageBytes }) => ({ [address]: await signMessage(messageBytes) }))),
  };
}
