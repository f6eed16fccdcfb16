import { setTimeout as pause } from 'node:timers/promises';
import { decodeBase58 } from '@pos/vocabulary/base58.ts';
import { err, ok } from '@pos/vocabulary/result.ts';
import type { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { transactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { isSolanaError, type createSolanaRpc } from '@solana/kit';
import { isRpcAnswer, type AskRpc } from './ask-rpc.ts';
import { kitAddress, kitSignature, ourAddress, wireBase64 } from './kit-values.ts';
import { MEMO_PROGRAM, type OnChainMemo } from './on-chain-memo.ts';
import type { OnChainSettlement, TokenMovement } from './on-chain-settlement.ts';
import type { SolanaLedger, TransactionStatus } from './solana-ledger.ts';
import { SolanaUnavailableError } from './solana-unavailable-error.ts';
import { chainErrorOf } from './chain-error.ts';

type Rpc = ReturnType<typeof createSolanaRpc>;

/** First pause before polling for a status. A slot takes about 400 ms on a cluster and less on the local chain. */
const FIRST_POLL_MS = 100;
const SLOWEST_POLL_MS = 500;
/** Maximum number of signatures that one `getSignatureStatuses` request accepts. */
const STATUSES_A_REQUEST = 256;

type TransactionCalls = Pick<
  SolanaLedger,
  'simulate' | 'send' | 'statuses' | 'awaitConfirmation' | 'findSettlement' | 'findMemo'
>;

export function transactionCalls(rpc: Rpc, ask: AskRpc): TransactionCalls {
  const statuses = async (
    signatures: readonly TransactionSignature[],
    { history = false, timeoutMs }: { readonly history?: boolean; readonly timeoutMs?: number } = {},
  ): Promise<readonly TransactionStatus[]> => {
    const pages = Array.from({ length: Math.ceil(signatures.length / STATUSES_A_REQUEST) }, (_, page) =>
      signatures.slice(page * STATUSES_A_REQUEST, (page + 1) * STATUSES_A_REQUEST),
    );
    const read = async (page: readonly TransactionSignature[]) => {
      const request = rpc.getSignatureStatuses(page.map(kitSignature), { searchTransactionHistory: history });
      const { context, value } = await ask('getSignatureStatuses', request, timeoutMs);
      return page.map((_, index) => statusOf(value[index] ?? null, context.slot));
    };
    return (await Promise.all(pages.map(read))).flat();
  };

  return {
    statuses,
    simulate: async (transaction) => {
      const options = {
        encoding: 'base64',
        commitment: 'confirmed',
        sigVerify: false,
        replaceRecentBlockhash: false,
      } as const;
      const { value } = await ask('simulateTransaction', rpc.simulateTransaction(wireBase64(transaction), options));
      if (value.err === null) return ok({ unitsConsumed: value.unitsConsumed ?? 0n });
      return err({ ...chainErrorOf(value.err), logs: value.logs ?? [] });
    },
    send: async (transaction, { preflight = false } = {}) => {
      const options = { encoding: 'base64', skipPreflight: !preflight, preflightCommitment: 'confirmed' } as const;
      try {
        return ok(
          transactionSignature(await ask('sendTransaction', rpc.sendTransaction(wireBase64(transaction), options))),
        );
      } catch (error) {
        if (!isRpcAnswer(error)) throw error;
        return err({ code: isSolanaError(error) ? String(error.context.__code) : 'unknown' });
      }
    },
    awaitConfirmation: async (signature, { withinMs }) => {
      const end = performance.now() + withinMs;
      let last: TransactionStatus = { kind: 'unknown', asOfSlot: 0n };
      for (let wait = FIRST_POLL_MS; ; wait = Math.min(SLOWEST_POLL_MS, wait * 1.5)) {
        const left = end - performance.now();
        if (left <= wait) return last;
        await pause(wait);
        try {
          const [seen] = await statuses([signature], { timeoutMs: Math.min(left - wait, 4_000) });
          last = seen ?? last;
        } catch (error) {
          if (!(error instanceof SolanaUnavailableError)) throw error;
        }
        if (last.kind === 'confirmed' || last.kind === 'finalized') return last;
      }
    },
    findSettlement: async (signature) => {
      const options = { encoding: 'json', commitment: 'confirmed', maxSupportedTransactionVersion: 0 } as const;
      const found = await ask('getTransaction', rpc.getTransaction(kitSignature(signature), options));
      return found === null ? undefined : settlementOf(signature, found);
    },
    findMemo: async (signature) => {
      const options = { encoding: 'json', commitment: 'confirmed', maxSupportedTransactionVersion: 0 } as const;
      const found = await ask('getTransaction', rpc.getTransaction(kitSignature(signature), options));
      return found === null ? undefined : memoOf(found);
    },
  };
}

interface StatusReply {
  readonly slot: bigint;
  readonly err: unknown;
  readonly confirmationStatus: 'processed' | 'confirmed' | 'finalized' | null;
}

function statusOf(found: StatusReply | null, asOfSlot: bigint): TransactionStatus {
  if (found === null) return { kind: 'unknown', asOfSlot };
  const error = found.err === null ? undefined : chainErrorOf(found.err).code;
  return { kind: found.confirmationStatus ?? 'processed', slot: found.slot, error };
}

type Found = NonNullable<Awaited<ReturnType<ReturnType<typeof requestShape>['send']>>>;
const requestShape = (rpc: Rpc, signature: TransactionSignature) =>
  rpc.getTransaction(kitSignature(signature), {
    encoding: 'json',
    commitment: 'confirmed',
    maxSupportedTransactionVersion: 0,
  });

function memoOf(found: Found): OnChainMemo {
  const keys = found.transaction.message.accountKeys;
  const [feePayer] = keys;
  if (feePayer === undefined) throw new TypeError('A transaction without accounts cannot be on chain');
  const said = found.transaction.message.instructions.filter(
    ({ programIdIndex }) => keys[programIdIndex] === kitAddress(MEMO_PROGRAM),
  );
  return {
    slot: found.slot,
    succeeded: found.meta !== null && found.meta.err === null,
    feePayer: ourAddress(feePayer),
    texts: said.map(({ data }) => Buffer.from(decodeBase58(data) ?? []).toString('utf8')),
  };
}

function settlementOf(signature: TransactionSignature, found: Found): OnChainSettlement {
  const keys = [
    ...found.transaction.message.accountKeys,
    ...(found.meta?.loadedAddresses?.writable ?? []),
    ...(found.meta?.loadedAddresses?.readonly ?? []),
  ];
  const before = found.meta?.preTokenBalances ?? [];
  const after = found.meta?.postTokenBalances ?? [];
  const movements = [...new Set([...before, ...after].map((balance) => balance.accountIndex))].flatMap(
    (index): TokenMovement[] => {
      const pre = before.find((balance) => balance.accountIndex === index);
      const post = after.find((balance) => balance.accountIndex === index);
      const known = post ?? pre;
      const tokenAccount = keys[index];
      if (known === undefined || tokenAccount === undefined) return [];
      const deltaAtomic = BigInt(post?.uiTokenAmount.amount ?? 0) - BigInt(pre?.uiTokenAmount.amount ?? 0);
      const owner = known.owner === undefined ? undefined : ourAddress(known.owner);
      return [{ tokenAccount: ourAddress(tokenAccount), owner, mint: ourAddress(known.mint), deltaAtomic }];
    },
  );
  const [feePayer] = keys;
  if (feePayer === undefined) throw new TypeError('A transaction without accounts cannot be on chain');
  return {
    signature,
    slot: found.slot,
    blockTime: found.blockTime === null ? undefined : new Date(Number(found.blockTime) * 1000),
    succeeded: found.meta !== null && found.meta.err === null,
    feePayer: ourAddress(feePayer),
    movements,
  };
}
