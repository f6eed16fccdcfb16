import type { Result } from '@pos/vocabulary/result.ts';
import { err, ok } from '@pos/vocabulary/result.ts';
import { base58Decode } from '../encoding/base58.ts';
import type { WireTransaction } from '../wire-transaction.ts';
import { MAX_TRANSACTION_BYTES, readTransaction } from '../wire-transaction.ts';
import type { RpcError } from './rpc-error.ts';
import { invalidParams } from './rpc-error.ts';

const TYPE = 'solana_transaction::versioned::VersionedTransaction';
const MAX_BASE58_CHARACTERS = 1683;
const MAX_BASE64_CHARACTERS = 1644;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Reads a transaction that a client sent as text. Refusals have Agave's messages. */
export function decodeTransaction(text: string, encoding: 'base58' | 'base64'): Result<WireTransaction, RpcError> {
  const longest = encoding === 'base58' ? MAX_BASE58_CHARACTERS : MAX_BASE64_CHARACTERS;
  const tooLarge = (bytes: number) =>
    err(
      invalidParams(
        `${encoding} encoded ${TYPE} too large: ${bytes} bytes (max: encoded/raw ${longest}/${MAX_TRANSACTION_BYTES})`,
      ),
    );
  if (text.length > longest) return tooLarge(text.length);
  const bytes = encoding === 'base58' ? base58Decode(text) : decodeBase64(text);
  if (bytes === undefined) return err(invalidParams(`invalid ${encoding} encoding`));
  if (bytes.length > MAX_TRANSACTION_BYTES) return tooLarge(bytes.length);
  const read = readTransaction(bytes);
  if (read.ok) return ok(read.value);
  return err(
    invalidParams(
      read.error.kind === 'malformed'
        ? `failed to deserialize ${TYPE}: ${read.error.detail}`
        : 'invalid transaction: Transaction failed to sanitize accounts offsets correctly',
    ),
  );
}

const decodeBase64 = (text: string): Uint8Array | undefined =>
  BASE64.test(text) ? Buffer.from(text, 'base64') : undefined;
