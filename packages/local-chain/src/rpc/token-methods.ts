import { err, ok } from '@pos/vocabulary/result.ts';
import * as z from 'zod';
import type { Commitment } from '../blocks.ts';
import type { Chain } from '../chain.ts';
import type { TokenAccount } from '../token-layout.ts';
import {
  readMint,
  readTokenAccount,
  TOKEN_2022_PROGRAM,
  TOKEN_PROGRAM,
  tokenProgramOf,
  uiTokenAmount,
} from '../token-layout.ts';
import type { AccountState } from '../virtual-machine.ts';
import { keyedAccounts } from './account-methods.ts';
import type { RpcAnswer, RpcContext, RpcMethod } from './method.ts';
import { AddressParam, ContextConfig, method, U64Param, withContext } from './method.ts';
import { invalidParams } from './rpc-error.ts';

const ReadConfigParam = z.looseObject(ContextConfig).nullish();
const TokenFilter = z.union([z.object({ mint: AddressParam }), z.object({ programId: AddressParam })]);
const TokenAccountsConfig = z
  .looseObject({
    ...ContextConfig,
    encoding: z.enum(['base58', 'base64', 'base64+zstd', 'jsonParsed', 'binary']).nullish(),
    dataSlice: z.object({ offset: U64Param, length: U64Param }).nullish(),
  })
  .nullish();

const mintAt = (chain: Chain, address: string, commitment: Commitment) => {
  const account = chain.accounts.at(address, commitment);
  return account === null ? undefined : readMint(account);
};

const getTokenAccountBalance = method(z.tuple([AddressParam, ReadConfigParam]), ({ chain }, [address, config]) =>
  withContext(chain, config, (commitment) => {
    const account = chain.accounts.at(address, commitment);
    if (account === null) return err(invalidParams('Invalid param: could not find account'));
    const token = readTokenAccount(account);
    const mint = token && mintAt(chain, token.mint, commitment);
    if (token === undefined || mint === undefined) return err(invalidParams('Invalid param: not a Token account'));
    return ok(uiTokenAmount(token.amount, mint.decimals));
  }),
);

const getTokenSupply = method(z.tuple([AddressParam, ReadConfigParam]), ({ chain }, [address, config]) =>
  withContext(chain, config, (commitment) => {
    if (chain.accounts.at(address, commitment) === null)
      return err(invalidParams('Invalid param: could not find account'));
    const mint = mintAt(chain, address, commitment);
    if (mint === undefined) return err(invalidParams('Invalid param: not a Token mint'));
    return ok(uiTokenAmount(mint.supply, mint.decimals));
  }),
);

/** Lists the token accounts whose holder or delegate is the given address. */
function tokenAccountsBy(field: 'owner' | 'delegate') {
  return method(
    z.tuple([AddressParam, TokenFilter, TokenAccountsConfig]),
    ({ chain }: RpcContext, [holder, filter, config]): RpcAnswer =>
      withContext(chain, config, (commitment) => {
        const scope = scopeOf(chain, filter, commitment);
        if (!scope.ok) return scope;
        const found = chain.accounts
          .ofProgram(scope.value.program, commitment)
          .filter(({ account }) => belongs(account, field, holder, scope.value.mint));
        return keyedAccounts(chain, found, commitment, config);
      }),
  );
}

function belongs(
  account: AccountState,
  field: 'owner' | 'delegate',
  holder: string,
  mint: string | undefined,
): boolean {
  const token: TokenAccount | undefined = readTokenAccount(account);
  return token !== undefined && token[field] === holder && (mint === undefined || token.mint === mint);
}

/** The token program to search and, if the client named a mint, the mint. */
function scopeOf(chain: Chain, filter: z.output<typeof TokenFilter>, commitment: Commitment) {
  if ('programId' in filter) {
    const known = filter.programId === TOKEN_PROGRAM || filter.programId === TOKEN_2022_PROGRAM;
    return known
      ? ok({ program: filter.programId, mint: undefined })
      : err(invalidParams('Invalid param: unrecognized Token program id'));
  }
  const account = chain.accounts.at(filter.mint, commitment);
  const program = account === null ? undefined : tokenProgramOf(account);
  if (program === undefined) return err(invalidParams('Invalid param: could not find mint'));
  return ok({ program, mint: filter.mint });
}

export const tokenMethods: Readonly<Record<string, RpcMethod>> = {
  getTokenAccountBalance,
  getTokenAccountsByDelegate: tokenAccountsBy('delegate'),
  getTokenAccountsByOwner: tokenAccountsBy('owner'),
  getTokenSupply,
};
