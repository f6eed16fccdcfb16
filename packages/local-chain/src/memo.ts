import { addressText } from './encoding/address-text.ts';
import type { WireMessage } from './wire-transaction.ts';

export const MEMO_PROGRAMS: ReadonlySet<string> = new Set([
  'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr',
  'Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo',
]);

/**
 * The memos of a transaction as clusters list them, `[5] hello; [3] bye` with lengths in bytes. `null` if it has none.
 */
export function memoOf(message: WireMessage): string | null {
  const memos = message.instructions
    .filter(({ programIdIndex }) =>
      MEMO_PROGRAMS.has(addressText(message.staticKeys[programIdIndex] ?? new Uint8Array())),
    )
    .map(({ data }) => `[${data.length}] ${Buffer.from(data).toString('utf8')}`);
  return memos.length === 0 ? null : memos.join('; ');
}
