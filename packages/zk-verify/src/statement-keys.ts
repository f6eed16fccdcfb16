import { createHash } from 'node:crypto';
import { decideKey, DEVELOPMENT_KEYS, type KeyRefusal, type StatementKey } from '@pos/receipts/verification-keys.ts';
import type { Statement } from '@pos/receipts/statements.ts';
import type { Result } from '@pos/vocabulary/result.ts';

/** The statement's verification key. Only the stage `local` may use development keys. */
export const keyOf = (statement: Statement, stage: string): Result<StatementKey, KeyRefusal> =>
  decideKey(DEVELOPMENT_KEYS[statement], stage === 'local' ? 'local' : 'deployed');

/** SHA-256 of the key's file as snarkjs writes it: the hash that the ceremony's gate prints. */
export const keySha256 = ({ key }: StatementKey): string =>
  createHash('sha256')
    .update(`${JSON.stringify(key, null, 1)}\n`)
    .digest('hex');
