import type { AccountState } from './virtual-machine.ts';
import type { WireMessage } from './wire-transaction.ts';
import { isStaticWritable } from './wire-transaction.ts';

const ADVANCE_NONCE = 4;
const NONCE_BYTES = 80;
const NONCE_HASH_OFFSET = 40;

/** True if the message's lifetime is the value in the nonce account that its first instruction advances. */
export function isDurableNonce(message: WireMessage, account: (address: Uint8Array) => AccountState | null): boolean {
  const first = message.instructions[0];
  if (first === undefined || first.data.length < 4 || first.data[0] !== ADVANCE_NONCE) return false;
  const program = message.staticKeys[first.programIdIndex];
  const nonceIndex = first.accountIndexes[0];
  if (program?.every((byte) => byte === 0) !== true || nonceIndex === undefined) return false;
  const address = message.staticKeys[nonceIndex];
  if (address === undefined || !isStaticWritable(message, nonceIndex)) return false;
  const nonce = account(address);
  if (nonce === null || nonce.data.length !== NONCE_BYTES || nonce.owner.some((byte) => byte !== 0)) return false;
  return Buffer.compare(nonce.data.subarray(NONCE_HASH_OFFSET, NONCE_HASH_OFFSET + 32), message.recentBlockhash) === 0;
}
