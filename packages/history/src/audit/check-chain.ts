import type { SolanaLedger } from '@pos/ledger/solana-ledger.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { anchorMemo, readAnchorMemo } from '../domain/anchor-memo.ts';
import type { Deviation } from '../domain/deviation.ts';
import { anchorOf, type StoredAnchor } from '../store/anchors.ts';

export interface ChainReport {
  readonly checked: number;
  readonly signer: SolanaAddress | undefined;
  readonly deviations: readonly Deviation[];
}

/**
 * Checks the transaction of each anchor on chain. Its memo must contain the anchor's values and the previous anchor's
 * transaction signature, and one key must have signed all of them.
 */
export async function checkChain(
  solana: Pick<SolanaLedger, 'findMemo'>,
  stored: readonly StoredAnchor[],
): Promise<ChainReport> {
  const onChain = stored.filter(({ status }) => status === 'confirmed' || status === 'finalized');
  const deviations: Deviation[] = [];
  let signer: SolanaAddress | undefined;
  for (const [at, row] of onChain.entries()) {
    const anchor = row.sequence;
    const memo = row.txSignature === null ? undefined : await solana.findMemo(row.txSignature);
    if (memo === undefined || !memo.succeeded || memo.slot !== row.slot) {
      deviations.push({ code: 'memo-missing', anchor, what: row.txSignature ?? 'no transaction' });
      continue;
    }
    signer ??= memo.feePayer;
    if (memo.feePayer !== signer) deviations.push({ code: 'memo-by-another', anchor, what: memo.feePayer });
    const before = onChain[at - 1]?.txSignature ?? null;
    const [text = ''] = memo.texts;
    if (memo.texts.length !== 1 || text !== anchorMemo(anchorOf(row), row.previousTxSignature))
      deviations.push({ code: 'memo-differs', anchor, what: text });
    if (readAnchorMemo(text)?.previousTxSignature !== before)
      deviations.push({ code: 'memo-unchained', anchor, what: before ?? 'the first' });
  }
  return { checked: onChain.length, signer, deviations };
}
