import { uiTokenAmount } from '../token-layout.ts';
import type { InstructionInfo } from './instruction-info.ts';
import type { Words } from './instruction-words.ts';
import { OutOfWords, wordsOf } from './instruction-words.ts';

type Kind = {
  readonly type: string;
  /** Names of the accounts before the authority, in order. */
  readonly accounts: readonly string[];
  /** Name of the signing authority. A multisig authority is named `multisig<Name>` and listed with its `signers`. */
  readonly authority?: string;
  readonly info?: (words: Words) => object;
};

const amount = (words: Words) => ({ amount: words.u64().toString() });
const checkedAmount = (words: Words) => {
  const value = words.u64();
  return { tokenAmount: uiTokenAmount(value, words.u8()) };
};
const mintInfo = (words: Words) => {
  const info = { decimals: words.u8(), mintAuthority: words.address() };
  const freezeAuthority = words.optionalAddress();
  return freezeAuthority === undefined ? info : { ...info, freezeAuthority };
};
const owner = (words: Words) => ({ owner: words.address() });

const AUTHORITY_TYPES = ['mintTokens', 'freezeAccount', 'accountOwner', 'closeAccount'];
const IMMUTABLE_OWNER = 7;

/** Instructions by the first byte of the data. Names are Agave's. Token-2022 shares all of them. */
const KINDS: readonly (Kind | undefined)[] = [
  { type: 'initializeMint', accounts: ['mint', 'rentSysvar'], info: mintInfo },
  { type: 'initializeAccount', accounts: ['account', 'mint', 'owner', 'rentSysvar'] },
  undefined,
  { type: 'transfer', accounts: ['source', 'destination'], authority: 'authority', info: amount },
  { type: 'approve', accounts: ['source', 'delegate'], authority: 'owner', info: amount },
  { type: 'revoke', accounts: ['source'], authority: 'owner' },
  undefined,
  { type: 'mintTo', accounts: ['mint', 'account'], authority: 'mintAuthority', info: amount },
  { type: 'burn', accounts: ['account', 'mint'], authority: 'authority', info: amount },
  { type: 'closeAccount', accounts: ['account', 'destination'], authority: 'owner' },
  { type: 'freezeAccount', accounts: ['account', 'mint'], authority: 'freezeAuthority' },
  { type: 'thawAccount', accounts: ['account', 'mint'], authority: 'freezeAuthority' },
  { type: 'transferChecked', accounts: ['source', 'mint', 'destination'], authority: 'authority', info: checkedAmount },
  { type: 'approveChecked', accounts: ['source', 'mint', 'delegate'], authority: 'owner', info: checkedAmount },
  { type: 'mintToChecked', accounts: ['mint', 'account'], authority: 'mintAuthority', info: checkedAmount },
  { type: 'burnChecked', accounts: ['account', 'mint'], authority: 'authority', info: checkedAmount },
  { type: 'initializeAccount2', accounts: ['account', 'mint', 'rentSysvar'], info: owner },
  { type: 'syncNative', accounts: ['account'] },
  { type: 'initializeAccount3', accounts: ['account', 'mint'], info: owner },
  undefined,
  { type: 'initializeMint2', accounts: ['mint'], info: mintInfo },
  { type: 'getAccountDataSize', accounts: ['mint'], info: (words) => extensionTypes(words.rest()) },
  { type: 'initializeImmutableOwner', accounts: ['account'] },
];

const SET_AUTHORITY = 6;
const MULTISIG_KINDS: Readonly<Record<number, readonly string[]>> = { 2: ['multisig', 'rentSysvar'], 19: ['multisig'] };

export function parseTokenInstruction(accounts: readonly string[], data: Uint8Array): InstructionInfo | undefined {
  const words = wordsOf(data, 0);
  const number = words.u8();
  if (number === SET_AUTHORITY) return setAuthority(accounts, words);
  if (number in MULTISIG_KINDS) return initializeMultisig(number, accounts, words);
  const kind = KINDS[number];
  if (kind === undefined) return undefined;
  const named = name(kind.accounts, accounts);
  const signing = kind.authority === undefined ? {} : authority(kind.authority, accounts, kind.accounts.length);
  return { type: kind.type, info: { ...named, ...kind.info?.(words), ...signing } };
}

function setAuthority(accounts: readonly string[], words: Words): InstructionInfo | undefined {
  const authorityType = AUTHORITY_TYPES[words.u8()];
  if (authorityType === undefined) return undefined;
  const owned = authorityType === 'mintTokens' || authorityType === 'freezeAccount' ? 'mint' : 'account';
  const newAuthority = words.optionalAddress() ?? null;
  return {
    type: 'setAuthority',
    info: { ...name([owned], accounts), authorityType, newAuthority, ...authority('authority', accounts, 1) },
  };
}

function initializeMultisig(number: number, accounts: readonly string[], words: Words): InstructionInfo {
  const names = MULTISIG_KINDS[number] ?? [];
  const info = { ...name(names, accounts), m: words.u8(), signers: accounts.slice(names.length) };
  return { type: number === 2 ? 'initializeMultisig' : 'initializeMultisig2', info };
}

function name(names: readonly string[], accounts: readonly string[]): object {
  if (accounts.length < names.length) throw new OutOfWords();
  return Object.fromEntries(names.map((each, index) => [each, accounts[index]]));
}

function authority(role: string, accounts: readonly string[], at: number): object {
  const holder = accounts[at];
  if (holder === undefined) throw new OutOfWords();
  const signers = accounts.slice(at + 1);
  if (signers.length === 0) return { [role]: holder };
  return { [`multisig${role.charAt(0).toUpperCase()}${role.slice(1)}`]: holder, signers };
}

function extensionTypes(rest: Uint8Array): object {
  const types: string[] = [];
  for (let at = 0; at + 1 < rest.length; at += 2)
    types.push(rest[at] === IMMUTABLE_OWNER ? 'immutableOwner' : 'uninitialized');
  return { extensionTypes: types };
}
