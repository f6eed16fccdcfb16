import { setTimeout as pause } from 'node:timers/promises';
import { solanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { Result } from '@pos/vocabulary/result.ts';
import { Connection, type ParsedTransactionWithMeta } from '@solana/web3.js';
import {
  decideClaimHolds,
  type OnChainSettlement,
  type SettlementClaim,
  type SettlementMismatch,
  type TokenMovement,
} from './on-chain-settlement.ts';
import { SolanaUnavailableError } from './solana-unavailable-error.ts';

function settlementOf(claim: SettlementClaim, found: ParsedTransactionWithMeta): OnChainSettlement {
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
    signature: claim.signature,
    slot: BigInt(found.slot),
    blockTime: typeof found.blockTime === 'number' ? new Date(found.blockTime * 1000) : undefined,
    succeeded: found.meta !== null && found.meta.err === null,
    feePayer: solanaAddress(feePayer.pubkey.toBase58()),
    movements,
  };
}

/**
 * Reads a settlement that somebody else reports by way of `Connection.getParsedTransaction`: another client library,
 * another encoding and another decoder than the ones that settle, so that one mistake cannot vouch for itself.
 */
export async function verifyOnChain(
  rpcUrl: string,
  claim: SettlementClaim,
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
    // The library does not hand an aborted request's error on in every build, so the time is kept here as well.
    const late = pause(timeoutMs, undefined, { signal: gone.signal }).then(() =>
      Promise.reject(new Error(`No answer within ${timeoutMs} ms`)),
    );
    found = await Promise.race([connection.getParsedTransaction(claim.signature, options), late]);
  } catch (error) {
    throw new SolanaUnavailableError('getTransaction', error);
  } finally {
    gone.abort();
  }
  return decideClaimHolds(found === null ? undefined : settlementOf(claim, found), claim);
}
