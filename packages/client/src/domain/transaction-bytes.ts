import type { SignableTransaction, Signatures } from '../wallet-signer.ts';

const SIGNATURE_BYTES = 64;
/** A count below it takes one byte on the wire. A transaction has at most 1,232 bytes, and so at most 19 signatures. */
const ONE_BYTE_COUNT = 128;

/** A transaction on the wire: the number of signatures, the signatures (zeros where one is missing), the message. */
export function writeTransaction({ messageBytes, signatures }: SignableTransaction): Uint8Array {
  const all = Object.values(signatures);
  if (all.length >= ONE_BYTE_COUNT) throw new RangeError(`A transaction cannot have ${all.length} signatures.`);
  const bytes = new Uint8Array(1 + all.length * SIGNATURE_BYTES + messageBytes.length);
  bytes[0] = all.length;
  for (const [index, signature] of all.entries())
    if (signature !== null) bytes.set(signature, 1 + index * SIGNATURE_BYTES);
  bytes.set(messageBytes, 1 + all.length * SIGNATURE_BYTES);
  return bytes;
}

/** Reads a transaction that these addresses sign, in this order. Omits missing signatures. */
export function readTransaction(
  bytes: Uint8Array,
  signers: readonly string[],
): { readonly messageBytes: Uint8Array; readonly signatures: Signatures } {
  if (bytes[0] !== signers.length)
    throw new RangeError(`The transaction has ${bytes[0] ?? 0} signatures, and ${signers.length} were expected.`);
  const signatures = signers.map((signer, index): [string, Uint8Array] => {
    const from = 1 + index * SIGNATURE_BYTES;
    return [signer, bytes.slice(from, from + SIGNATURE_BYTES)];
  });
  return {
    messageBytes: bytes.slice(1 + signers.length * SIGNATURE_BYTES),
    signatures: Object.fromEntries(signatures.filter(([, signature]) => signature.some((byte) => byte !== 0))),
  };
}
