import { createHash } from 'node:crypto';
import { decideKey, DEVELOPMENT_KEYS, type KeyRefusal, type StatementKey } from '@pos/receipts/verification-keys.ts';
import type { Statement } from '@pos/receipts/statements.ts';
import type { Result } from '@pos/vocabulary/result.ts';

/** Whether development keys may be used: on one's own machine and nowhere else. */
export const keyOf = (statement: Statement, stage: string): Result<StatementKey, KeyRefusal> =>
  decideKey(DEVELOPMENT_KEYS[statement], stage === 'local' ? 'local' : 'deployed');

/** The hash of a key as the gate of the ceremony prints it: of the file that snarkjs writes. */
export const keySha256 = ({ key }: StatementKey): string =>
  createHash('sha256')
    .update(`${JSON.stringify(key, null, 1)}\n`)
    .digest('hex');
