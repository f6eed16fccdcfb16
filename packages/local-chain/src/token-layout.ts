import { addressText } from './encoding/address-text.ts';
import type { AccountState } from './virtual-machine.ts';

export const TOKEN_PROGRAM = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
export const TOKEN_2022_PROGRAM = 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb';

const ACCOUNT_BYTES = 165;
const MINT_BYTES = 82;
const MULTISIG_BYTES = 355;
const KIND_MINT = 1;
const KIND_ACCOUNT = 2;

export type TokenAccount = {
  readonly mint: string;
  readonly owner: string;
  readonly amount: bigint;
  readonly delegate: string | undefined;
  readonly state: 'uninitialized' | 'initialized' | 'frozen';
  /** Lamports that a wrapped SOL account keeps as rent, or `undefined` for other tokens. */
  readonly nativeReserve: bigint | undefined;
  readonly delegatedAmount: bigint;
  readonly closeAuthority: string | undefined;
};

export type Mint = {
  readonly mintAuthority: string | undefined;
  readonly supply: bigint;
  readonly decimals: number;
  readonly isInitialized: boolean;
  readonly freezeAuthority: string | undefined;
};

const TOKEN_STATES = ['uninitialized', 'initialized', 'frozen'] as const;

/** The token program that owns the account, or `undefined` if the owner is not a token program. */
export function tokenProgramOf(account: AccountState): string | undefined {
  const owner = addressText(account.owner);
  return owner === TOKEN_PROGRAM || owner === TOKEN_2022_PROGRAM ? owner : undefined;
}

/**
 * Reads the base layout that both token programs share. Returns `undefined` unless it is an initialised token account.
 */
export function readTokenAccount(account: AccountState): TokenAccount | undefined {
  if (tokenProgramOf(account) === undefined || !hasLayout(account.data, ACCOUNT_BYTES, KIND_ACCOUNT)) return undefined;
  const { data } = account;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const state = TOKEN_STATES[data[108] ?? 0];
  if (state === undefined || state === 'uninitialized') return undefined;
  return {
    mint: addressText(data.subarray(0, 32)),
    owner: addressText(data.subarray(32, 64)),
    amount: view.getBigUint64(64, true),
    delegate: optionalKey(view, data, 72),
    state,
    nativeReserve: view.getUint32(109, true) === 1 ? view.getBigUint64(113, true) : undefined,
    delegatedAmount: view.getBigUint64(121, true),
    closeAuthority: optionalKey(view, data, 129),
  };
}

export function readMint(account: AccountState): Mint | undefined {
  if (tokenProgramOf(account) === undefined || !hasLayout(account.data, MINT_BYTES, KIND_MINT)) return undefined;
  const { data } = account;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data[45] !== 1) return undefined;
  return {
    mintAuthority: optionalKey(view, data, 0),
    supply: view.getBigUint64(36, true),
    decimals: data[44] ?? 0,
    isInitialized: true,
    freezeAuthority: optionalKey(view, data, 46),
  };
}

/** Writes a mint of the classic token program. */
export function writeMint(mint: { authority: Uint8Array; decimals: number; supply: bigint }): Uint8Array {
  const data = new Uint8Array(MINT_BYTES);
  const view = new DataView(data.buffer);
  view.setUint32(0, 1, true);
  data.set(mint.authority, 4);
  view.setBigUint64(36, mint.supply, true);
  data[44] = mint.decimals;
  data[45] = 1;
  return data;
}

/**
 * With extensions, mints and accounts are padded to the length of an account, and the byte after the padding
 * distinguishes them.
 */
function hasLayout(data: Uint8Array, bytes: number, kind: number): boolean {
  if (data.length === bytes) return true;
  return data.length > ACCOUNT_BYTES && data.length !== MULTISIG_BYTES && data[ACCOUNT_BYTES] === kind;
}

function optionalKey(view: DataView, data: Uint8Array, offset: number): string | undefined {
  return view.getUint32(offset, true) === 1 ? addressText(data.subarray(offset + 4, offset + 36)) : undefined;
}

/** The amount in the form of the RPC: `uiAmountString` is exact, `uiAmount` is a double. */
export function uiTokenAmount(amount: bigint, decimals: number) {
  const digits = amount.toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals === 0 ? '' : digits.slice(-decimals).replace(/0+$/, '');
  const uiAmountString = fraction === '' ? whole : `${whole}.${fraction}`;
  return { amount: amount.toString(), decimals, uiAmount: Number(uiAmountString), uiAmountString };
}
