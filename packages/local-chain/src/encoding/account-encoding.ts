import { zstdCompressSync } from 'node:zlib';
import type { Result } from '@pos/vocabulary/result.ts';
import { err, ok } from '@pos/vocabulary/result.ts';
import type { Mint } from '../token-layout.ts';
import type { AccountState } from '../virtual-machine.ts';
import { base58Encode } from './base58.ts';
import { exactInteger } from './exact-integer.ts';
import { parseAccountData } from './parsed-account.ts';

export type AccountEncoding = 'binary' | 'base58' | 'base64' | 'base64+zstd' | 'jsonParsed';
export type DataSlice = { readonly offset: number; readonly length: number };

const MAX_BASE58_BYTES = 128;
const RENT_EXEMPT_EPOCH = exactInteger(18_446_744_073_709_551_615n);

/** Encodes an account as `getAccountInfo` returns it. Refuses base58 for more than 128 bytes. */
export function encodeAccount(
  account: AccountState,
  encoding: AccountEncoding,
  options: { dataSlice?: DataSlice | null | undefined; mintAt: (address: string) => Mint | undefined },
): Result<unknown, string> {
  const data = encodeData(account, encoding, options);
  if (!data.ok) return data;
  return ok({
    data: data.value,
    executable: account.executable,
    lamports: exactInteger(account.lamports),
    owner: base58Encode(account.owner),
    rentEpoch: RENT_EXEMPT_EPOCH,
    space: account.data.length,
  });
}

function encodeData(
  account: AccountState,
  encoding: AccountEncoding,
  options: { dataSlice?: DataSlice | null | undefined; mintAt: (address: string) => Mint | undefined },
): Result<unknown, string> {
  const { dataSlice } = options;
  const bytes = dataSlice ? account.data.subarray(dataSlice.offset, dataSlice.offset + dataSlice.length) : account.data;
  switch (encoding) {
    case 'binary':
    case 'base58': {
      if (bytes.length > MAX_BASE58_BYTES) {
        return err('Encoded binary (base 58) data should be less than 128 bytes, please use Base64 encoding.');
      }
      return ok(encoding === 'binary' ? base58Encode(bytes) : [base58Encode(bytes), 'base58']);
    }
    case 'jsonParsed':
      return ok(parseAccountData(account, options.mintAt) ?? [base64(bytes), 'base64']);
    case 'base64+zstd':
      return ok([zstdCompressSync(bytes).toString('base64'), 'base64+zstd']);
    case 'base64':
      return ok([base64(bytes), 'base64']);
  }
}

export const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
