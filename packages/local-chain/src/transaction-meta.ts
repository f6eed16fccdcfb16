import { base58Encode } from './encoding/base58.ts';
import type { TransactionError } from './transaction-error.ts';
import type { Mint, TokenAccount } from './token-layout.ts';
import { readTokenAccount, tokenProgramOf, uiTokenAmount } from './token-layout.ts';
import type { AccountState, Execution } from './virtual-machine.ts';

export type TokenBalance = {
  readonly accountIndex: number;
  readonly mint: string;
  readonly uiTokenAmount: { amount: string; decimals: number; uiAmount: number | null; uiAmountString: string };
  readonly owner: string;
  readonly programId: string;
};

export type CompiledInstruction = {
  readonly programIdIndex: number;
  readonly accounts: readonly number[];
  /** Base58. */
  readonly data: string;
  readonly stackHeight: number;
};

export type CompiledInnerInstructions = {
  readonly index: number;
  readonly instructions: readonly CompiledInstruction[];
};

/** Lamports and tokens of every account of a transaction at one moment, in the order of its keys. */
export type Balances = { readonly lamports: readonly number[]; readonly tokens: readonly TokenBalance[] };

/** The status meta as `getTransaction` answers it. */
export type TransactionMeta = {
  readonly err: TransactionError | null;
  readonly status: { readonly Ok: null } | { readonly Err: TransactionError };
  readonly fee: number;
  readonly preBalances: readonly number[];
  readonly postBalances: readonly number[];
  readonly innerInstructions: readonly CompiledInnerInstructions[];
  readonly logMessages: readonly string[];
  readonly preTokenBalances: readonly TokenBalance[];
  readonly postTokenBalances: readonly TokenBalance[];
  readonly rewards: readonly never[];
  readonly loadedAddresses: LoadedAddresses;
  readonly returnData?: ReturnData;
  readonly computeUnitsConsumed: number;
};

export type LoadedAddresses = { readonly writable: readonly string[]; readonly readonly: readonly string[] };
export type ReturnData = { readonly programId: string; readonly data: readonly [string, 'base64'] };

export function balancesOf(
  states: readonly (AccountState | null)[],
  mintAt: (address: string) => Mint | undefined,
): Balances {
  const tokens: TokenBalance[] = [];
  states.forEach((state, accountIndex) => {
    const token = state === null ? undefined : readTokenAccount(state);
    if (state === null || token === undefined) return;
    const balance = tokenBalance(accountIndex, state, token, mintAt);
    if (balance !== undefined) tokens.push(balance);
  });
  return { lamports: states.map((state) => Number(state?.lamports ?? 0n)), tokens };
}

function tokenBalance(
  accountIndex: number,
  state: AccountState,
  token: TokenAccount,
  mintAt: (address: string) => Mint | undefined,
): TokenBalance | undefined {
  const mint = mintAt(token.mint);
  const programId = tokenProgramOf(state);
  if (mint === undefined || programId === undefined) return undefined;
  const amount = uiTokenAmount(token.amount, mint.decimals);
  // Clusters store a zero as absent, so they answer null here where getTokenAccountBalance answers 0.
  const stored = { ...amount, uiAmount: token.amount === 0n ? null : amount.uiAmount };
  return { accountIndex, mint: token.mint, owner: token.owner, programId, uiTokenAmount: stored };
}

export function innerInstructionsOf(execution: Execution): CompiledInnerInstructions[] {
  return execution.innerInstructions.flatMap((list, index) => {
    if (list.length === 0) return [];
    const instructions = list.map((each) => ({
      programIdIndex: each.programIdIndex,
      accounts: [...each.accountIndexes],
      data: base58Encode(each.data),
      stackHeight: each.stackHeight,
    }));
    return [{ index, instructions }];
  });
}

export function returnDataOf(execution: Execution): ReturnData | undefined {
  if (execution.returnData === null) return undefined;
  const { programId, data } = execution.returnData;
  return { programId, data: [Buffer.from(data).toString('base64'), 'base64'] };
}

export function transactionMeta(from: {
  execution: Execution;
  fee: bigint;
  before: Balances;
  after: Balances;
  loadedAddresses: LoadedAddresses;
}): TransactionMeta {
  const { execution } = from;
  const returnData = returnDataOf(execution);
  return {
    err: execution.error,
    status: execution.error === null ? { Ok: null } : { Err: execution.error },
    fee: Number(from.fee),
    preBalances: from.before.lamports,
    postBalances: from.after.lamports,
    innerInstructions: innerInstructionsOf(execution),
    logMessages: execution.logs,
    preTokenBalances: from.before.tokens,
    postTokenBalances: from.after.tokens,
    rewards: [],
    loadedAddresses: from.loadedAddresses,
    ...(returnData === undefined ? {} : { returnData }),
    computeUnitsConsumed: execution.unitsConsumed,
  };
}
