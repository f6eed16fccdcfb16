import type { Mint } from '../token-layout.ts';
import { readMint, readTokenAccount, TOKEN_PROGRAM, tokenProgramOf, uiTokenAmount } from '../token-layout.ts';
import type { AccountState } from '../virtual-machine.ts';
import { tokenExtensions } from './token-extensions.ts';

export type ParsedAccount = {
  readonly program: string;
  readonly parsed: { readonly type: string; readonly info: object };
  readonly space: number;
};

/** Parses the data of a token account or mint. Returns `undefined` for any other account. */
export function parseAccountData(
  account: AccountState,
  mintAt: (address: string) => Mint | undefined,
): ParsedAccount | undefined {
  const tokenProgram = tokenProgramOf(account);
  if (tokenProgram === undefined) return undefined;
  const program = tokenProgram === TOKEN_PROGRAM ? 'spl-token' : 'spl-token-2022';
  const space = account.data.length;
  const extensions = tokenExtensions(account.data);
  const extended = extensions.length === 0 ? {} : { extensions };
  const mint = readMint(account);
  if (mint !== undefined) return { program, parsed: { type: 'mint', info: { ...mintInfo(mint), ...extended } }, space };
  const info = tokenAccountInfo(account, mintAt);
  return info === undefined
    ? undefined
    : { program, parsed: { type: 'account', info: { ...info, ...extended } }, space };
}

const mintInfo = (mint: Mint) => ({
  decimals: mint.decimals,
  freezeAuthority: mint.freezeAuthority ?? null,
  isInitialized: mint.isInitialized,
  mintAuthority: mint.mintAuthority ?? null,
  supply: mint.supply.toString(),
});

function tokenAccountInfo(account: AccountState, mintAt: (address: string) => Mint | undefined): object | undefined {
  const token = readTokenAccount(account);
  const mint = token && mintAt(token.mint);
  if (token === undefined || mint === undefined) return undefined;
  return {
    isNative: token.nativeReserve !== undefined,
    mint: token.mint,
    owner: token.owner,
    state: token.state,
    tokenAmount: uiTokenAmount(token.amount, mint.decimals),
    ...(token.delegate === undefined
      ? {}
      : { delegate: token.delegate, delegatedAmount: uiTokenAmount(token.delegatedAmount, mint.decimals) }),
    ...(token.nativeReserve === undefined
      ? {}
      : { rentExemptReserve: uiTokenAmount(token.nativeReserve, mint.decimals) }),
    ...(token.closeAuthority === undefined ? {} : { closeAuthority: token.closeAuthority }),
  };
}
