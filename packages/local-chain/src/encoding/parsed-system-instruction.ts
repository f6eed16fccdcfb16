import { exactInteger } from './exact-integer.ts';
import type { InstructionInfo } from './instruction-info.ts';
import type { Words } from './instruction-words.ts';
import { OutOfWords, wordsOf } from './instruction-words.ts';

type Kind = {
  readonly type: string;
  /** Names of the accounts, in order. */
  readonly accounts: readonly string[];
  readonly info?: (words: Words) => object;
};

const amount = (words: Words) => exactInteger(words.u64());

/** Instructions by the number at the start of the data. Names are Agave's. */
const KINDS: readonly (Kind | undefined)[] = [
  {
    type: 'createAccount',
    accounts: ['source', 'newAccount'],
    info: (words) => ({ lamports: amount(words), space: amount(words), owner: words.address() }),
  },
  { type: 'assign', accounts: ['account'], info: (words) => ({ owner: words.address() }) },
  { type: 'transfer', accounts: ['source', 'destination'], info: (words) => ({ lamports: amount(words) }) },
  {
    type: 'createAccountWithSeed',
    accounts: ['source', 'newAccount'],
    info: (words) => ({
      base: words.address(),
      seed: words.text(),
      lamports: amount(words),
      space: amount(words),
      owner: words.address(),
    }),
  },
  { type: 'advanceNonce', accounts: ['nonceAccount', 'recentBlockhashesSysvar', 'nonceAuthority'] },
  {
    type: 'withdrawFromNonce',
    accounts: ['nonceAccount', 'destination', 'recentBlockhashesSysvar', 'rentSysvar', 'nonceAuthority'],
    info: (words) => ({ lamports: amount(words) }),
  },
  {
    type: 'initializeNonce',
    accounts: ['nonceAccount', 'recentBlockhashesSysvar', 'rentSysvar'],
    info: (words) => ({ nonceAuthority: words.address() }),
  },
  {
    type: 'authorizeNonce',
    accounts: ['nonceAccount', 'nonceAuthority'],
    info: (words) => ({ newAuthorized: words.address() }),
  },
  { type: 'allocate', accounts: ['account'], info: (words) => ({ space: amount(words) }) },
  {
    type: 'allocateWithSeed',
    accounts: ['account'],
    info: (words) => ({ base: words.address(), seed: words.text(), space: amount(words), owner: words.address() }),
  },
  {
    type: 'assignWithSeed',
    accounts: ['account'],
    info: (words) => ({ base: words.address(), seed: words.text(), owner: words.address() }),
  },
  {
    type: 'transferWithSeed',
    accounts: ['source', 'sourceBase', 'destination'],
    info: (words) => ({ lamports: amount(words), sourceSeed: words.text(), sourceOwner: words.address() }),
  },
  { type: 'upgradeNonce', accounts: ['nonceAccount'] },
];

export function parseSystemInstruction(accounts: readonly string[], data: Uint8Array): InstructionInfo | undefined {
  const words = wordsOf(data, 0);
  const kind = KINDS[words.u32()];
  if (kind === undefined) return undefined;
  if (accounts.length < kind.accounts.length) throw new OutOfWords();
  const named = Object.fromEntries(kind.accounts.map((name, index) => [name, accounts[index]]));
  return { type: kind.type, info: { ...named, ...kind.info?.(words) } };
}
