import { setTimeout as pause } from 'node:timers/promises';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { Result } from '@pos/vocabulary/result.ts';
import { Connection, type ParsedTransactionWithMeta } from '@solana/web3.js';
import {
  decideReportHolds,
  type OnChainSettlement,
  type ReportedSettlement,
  type SettlementMismatch,
  type TokenMovement,
} from './on-chain-settlement.ts';
import { SolanaUnavailableError } from './solana-unavailable-error.ts';

function settlementOf(reported: ReportedSettlement, found: ParsedTransactionWithMeta): OnChainSettlement {
  const { accountKeys } = found.transaction.message;
  const before = found.meta?.preTokenBalances ?? [];
  const after = found.meta?.postTokenBalances ?? [];
  const movements = [...new Set([...before, ...after].map((balance) => balance.accountIndex))].flatMap(
    (index): TokenMovement[] => {
      const pre = before.find((balance) => balance.accountIndex === index);
      const post = after.find((balance) => balance.accountIndex === index);
      const known = post ?? pre;
      const tokenAccount = accountKeys[index];
      if (known === undefined || tokenAccount === undefined) return [];
      return [
        {
          tokenAccount: solanaAddress(tokenAccount.pubkey.toBase58()),
          owner: known.owner === undefined ? undefined : solanaAddress(known.owner),
          mint: solanaAddress(known.mint),
          deltaAtomic: BigInt(post?.uiTokenAmount.amount ?? 0) - BigInt(pre?.uiTokenAmount.amount ?? 0),
        },
      ];
    },
  );
  const [feePayer] = accountKeys;
  if (feePayer === undefined) throw new TypeError('A transaction without accounts cannot be on chain');
  return {
    signature: reported.signature,
    slot: BigInt(found.slot),
    blockTime: typeof found.blockTime === 'number' ? new Date(found.blockTime * 1000) : undefined,
    succeeded: found.meta !== null && found.meta.err === null,
    feePayer: solanaAddress(feePayer.pubkey.toBase58()),
    movements,
  };
}

/**
 * Checks a reported settlement by `Connection.getParsedTransaction` of `@solana/web3.js`. Its client library, encoding
 * and decoder differ from the ones that settle, so that a mistake in one implementation does not confirm itself. Throws
 * `SolanaUnavailableError` after `timeoutMs` ms.
 */
export async function verifyOnChain(
  rpcUrl: string,
  reported: ReportedSettlement,
  timeoutMs: number,
): Promise<Result<OnChainSettlement, SettlementMismatch>> {
  const gone = new AbortController();
  const connection = new Connection(rpcUrl, {
    commitment: 'confirmed',
    disableRetryOnRateLimit: true,
    fetch: ((url: string, init?: RequestInit) => fetch(url, { ...init, signal: gone.signal })) as never,
  });
  const options = { commitment: 'confirmed', maxSupportedTransactionVersion: 0 } as const;
  let found: ParsedTransactionWithMeta | null;
  try {
    // Not every build of the library passes the error of an aborted request on, so a second timer runs here.
    const late = pause(timeoutMs, undefined, { signal: gone.signal }).then(() =>
      Promise.reject(new Error(`No answer within ${timeoutMs} ms`)),
    );
    found = await Promise.race([connection.getParsedTransaction(reported.signature, options), late]);
  } catch (error) {
    throw new SolanaUnavailableError('getTransaction', error);
  } finally {
    gone.abort();
  }
  return decideReportHolds(found === null ? undefined : settlementOf(reported, found), reported);
}
