import type { Result } from '@pos/vocabulary/result.ts';
import { ok } from '@pos/vocabulary/result.ts';
import * as z from 'zod';
import type { Commitment } from './blocks.ts';
import type { Chain, ChainListener } from './chain.ts';
import { base58Decode } from './encoding/base58.ts';
import { shownAccount } from './rpc/account-methods.ts';
import { AddressParam, API_VERSION, CommitmentParam, readParams, SignatureParam } from './rpc/method.ts';
import type { RpcError } from './rpc/rpc-error.ts';
import type { LandedTransaction } from './transaction-runner.ts';

export type Subscription = { readonly start: () => void; readonly stop: () => void };

/** Callbacks for the results and the end of a subscription. */
export type Subscriber = { readonly notify: (result: unknown) => void; readonly end: () => void };

type Open = (chain: Chain, params: unknown, subscriber: Subscriber) => Result<Subscription, RpcError>;

const CommitmentConfig = z.looseObject({ commitment: CommitmentParam.nullish() }).nullish();
const SignatureParams = z.tuple([SignatureParam, CommitmentConfig]);
const AccountConfig = z
  .looseObject({
    commitment: CommitmentParam.nullish(),
    encoding: z.enum(['base58', 'base64', 'base64+zstd', 'jsonParsed', 'binary']).nullish(),
  })
  .nullish();
const LogsFilter = z.union([
  z.enum(['all', 'allWithVotes']),
  z.looseObject({ mentions: z.array(AddressParam).length(1) }),
]);

const subscription =
  <S extends z.ZodType>(
    schema: S,
    open: (chain: Chain, params: z.output<S>, subscriber: Subscriber) => Subscription,
  ): Open =>
  (chain, params, subscriber) => {
    const read = readParams(schema, params);
    return read.ok ? ok(open(chain, read.value, subscriber)) : read;
  };

const withSlot = (slot: number, value: unknown) => ({ context: { apiVersion: API_VERSION, slot }, value });

/** A subscription that listens to the chain until it is stopped. */
function listening(chain: Chain, listener: ChainListener, first: () => void = () => undefined): Subscription {
  let stop = (): void => undefined;
  return {
    start: () => {
      stop = chain.listen(listener);
      first();
    },
    stop: () => stop(),
  };
}

/** Notifies once when a transaction has reached the commitment, and ends. */
const signature = subscription(SignatureParams, (chain, [text, config], { notify, end }) => {
  const commitment = config?.commitment ?? 'finalized';
  const bytes = base58Decode(text) ?? new Uint8Array();
  const check = (): void => {
    const row = chain.store.signatureRow(bytes);
    const slot = chain.blocks.slotAt(commitment);
    if (row === undefined || row.slot > slot) return;
    notify(withSlot(slot, { err: row.error === null ? null : JSON.parse(row.error) }));
    opened.stop();
    end();
  };
  const opened = listening(
    chain,
    { slotAdvanced: check, transactionLanded: (landed) => (landed.signature === text ? check() : undefined) },
    check,
  );
  return opened;
});

/** Calls back with each transaction when its slot reaches the commitment. */
function landingsAt(
  chain: Chain,
  commitment: Commitment,
  tell: (transaction: LandedTransaction) => void,
): Subscription {
  let waiting: LandedTransaction[] = [];
  const flush = (): void => {
    const slot = chain.blocks.slotAt(commitment);
    const due = waiting.filter((each) => each.slot <= slot);
    waiting = waiting.filter((each) => each.slot > slot);
    due.forEach(tell);
  };
  return listening(chain, {
    slotAdvanced: flush,
    transactionLanded: (transaction) => {
      waiting.push(transaction);
      flush();
    },
  });
}

const account = subscription(z.tuple([AddressParam, AccountConfig]), (chain, [address, config], { notify }) => {
  const commitment = config?.commitment ?? 'finalized';
  return landingsAt(chain, commitment, (landed) => {
    if (!landed.accounts.includes(address)) return;
    const shown = shownAccount(chain, chain.accounts.at(address, commitment), commitment, config);
    if (shown.ok) notify(withSlot(chain.blocks.slotAt(commitment), shown.value));
  });
});

const logs = subscription(z.tuple([LogsFilter, CommitmentConfig]), (chain, [filter, config], { notify }) => {
  const mentioned = typeof filter === 'string' ? undefined : filter.mentions[0];
  return landingsAt(chain, config?.commitment ?? 'finalized', (landed) => {
    if (mentioned !== undefined && !landed.accounts.includes(mentioned)) return;
    notify(withSlot(landed.slot, { signature: landed.signature, err: landed.error, logs: landed.logs }));
  });
});

const slot = subscription(z.array(z.unknown()), (chain, _params, { notify }) =>
  listening(chain, { slotAdvanced: notify }),
);

const root = subscription(z.array(z.unknown()), (chain, _params, { notify }) =>
  listening(chain, { slotAdvanced: (notice) => notify(notice.root) }),
);

/** Subscriptions by the word before `Subscribe`. */
export const SUBSCRIPTIONS: Readonly<Record<string, Open>> = { account, logs, root, signature, slot };
