import { err, ok } from '@pos/vocabulary/result.ts';
import * as z from 'zod';
import type { Commitment } from '../blocks.ts';
import type { Chain } from '../chain.ts';
import type { AccountEncoding, DataSlice } from '../encoding/account-encoding.ts';
import { encodeAccount } from '../encoding/account-encoding.ts';
import { base58Decode } from '../encoding/base58.ts';
import { exactInteger } from '../encoding/exact-integer.ts';
import { readMint } from '../token-layout.ts';
import type { AccountState } from '../virtual-machine.ts';
import type { RpcAnswer, RpcMethod } from './method.ts';
import { AddressParam, ContextConfig, commitmentOf, method, U64Param, withContext } from './method.ts';
import { invalidParams, invalidRequest } from './rpc-error.ts';

const MAX_MULTIPLE_ACCOUNTS = 100;

const Encoding = z.enum(['base58', 'base64', 'base64+zstd', 'jsonParsed', 'binary']);
const EncodedConfig = z.looseObject({
  ...ContextConfig,
  encoding: Encoding.nullish(),
  dataSlice: z.object({ offset: U64Param, length: U64Param }).nullish(),
});
const ReadConfigParam = z.looseObject(ContextConfig).nullish();

const Memcmp = z.looseObject({
  memcmp: z.looseObject({
    offset: U64Param,
    bytes: z.string(),
    encoding: z.enum(['base58', 'base64', 'bytes']).nullish(),
  }),
});
const Filter = z.union([z.object({ dataSize: U64Param }), Memcmp, z.literal('tokenAccountState')]);
const ProgramAccountsConfig = EncodedConfig.extend({
  filters: z.array(Filter).max(4).nullish(),
  withContext: z.boolean().nullish(),
});

type EncodingOptions = {
  readonly encoding?: AccountEncoding | null | undefined;
  readonly dataSlice?: DataSlice | null | undefined;
};

/** An account in the requested encoding, or `null` where there is none. */
export function shownAccount(
  chain: Chain,
  account: AccountState | null,
  commitment: Commitment,
  config: EncodingOptions | null | undefined,
): RpcAnswer {
  if (account === null) return ok(null);
  const mintAt = (address: string) => {
    const mint = chain.accounts.at(address, commitment);
    return mint === null ? undefined : readMint(mint);
  };
  const encoded = encodeAccount(account, config?.encoding ?? 'binary', { dataSlice: config?.dataSlice, mintAt });
  return encoded.ok ? encoded : err(invalidRequest(encoded.error));
}

/** Accounts with their addresses, as the `…Accounts…` methods list them. */
export function keyedAccounts(
  chain: Chain,
  found: readonly { readonly address: string; readonly account: AccountState }[],
  commitment: Commitment,
  config: EncodingOptions | null | undefined,
): RpcAnswer {
  const shown = [];
  for (const { address, account } of found) {
    const encoded = shownAccount(chain, account, commitment, config);
    if (!encoded.ok) return encoded;
    shown.push({ account: encoded.value, pubkey: address });
  }
  return ok(shown);
}

const getAccountInfo = method(z.tuple([AddressParam, EncodedConfig.nullish()]), ({ chain }, [address, config]) =>
  withContext(chain, config, (commitment) =>
    shownAccount(chain, chain.accounts.at(address, commitment), commitment, config),
  ),
);

const getMultipleAccounts = method(
  z.tuple([z.array(AddressParam), EncodedConfig.nullish()]),
  ({ chain }, [addresses, config]) => {
    if (addresses.length > MAX_MULTIPLE_ACCOUNTS)
      return err(invalidParams(`Too many inputs provided; max ${MAX_MULTIPLE_ACCOUNTS}`));
    return withContext(chain, config, (commitment) => {
      const shown = [];
      for (const address of addresses) {
        const encoded = shownAccount(chain, chain.accounts.at(address, commitment), commitment, {
          encoding: 'base64',
          ...config,
        });
        if (!encoded.ok) return encoded;
        shown.push(encoded.value);
      }
      return ok(shown);
    });
  },
);

const getBalance = method(z.tuple([AddressParam, ReadConfigParam]), ({ chain }, [address, config]) =>
  withContext(chain, config, (commitment) => ok(exactInteger(chain.accounts.at(address, commitment)?.lamports ?? 0n))),
);

const getProgramAccounts = method(
  z.tuple([AddressParam, ProgramAccountsConfig.nullish()]),
  ({ chain }, [program, config]) => {
    const tests = (config?.filters ?? []).map(filterTest);
    if (tests.includes(undefined))
      return err(invalidParams('Invalid params: a memcmp filter has bytes that cannot be decoded'));
    const found = chain.accounts
      .ofProgram(program, commitmentOf(config))
      .filter(({ account }) => tests.every((matches) => matches?.(account.data)));
    const list = (commitment: Commitment) => keyedAccounts(chain, found, commitment, config);
    return config?.withContext === true ? withContext(chain, config, list) : list(commitmentOf(config));
  },
);

/** A predicate over account data, or `undefined` where the filter's bytes cannot be decoded. */
function filterTest(filter: z.output<typeof Filter>): ((data: Uint8Array) => boolean) | undefined {
  if (filter === 'tokenAccountState') return (data) => data.length >= 165 && data[108] !== 0;
  if ('dataSize' in filter) return (data) => data.length === filter.dataSize;
  const { offset, bytes, encoding } = filter.memcmp;
  const wanted = encoding === 'base64' ? Buffer.from(bytes, 'base64') : base58Decode(bytes);
  if (wanted === undefined) return undefined;
  return (data) =>
    offset + wanted.length <= data.length &&
    Buffer.compare(data.subarray(offset, offset + wanted.length), wanted) === 0;
}

export const accountMethods: Readonly<Record<string, RpcMethod>> = {
  getAccountInfo,
  getBalance,
  getMultipleAccounts,
  getProgramAccounts,
};
