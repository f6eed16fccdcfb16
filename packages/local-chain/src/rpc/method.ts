import type { Result } from '@pos/vocabulary/result.ts';
import { err, ok } from '@pos/vocabulary/result.ts';
import * as z from 'zod';
import type { Commitment } from '../blocks.ts';
import type { Chain } from '../chain.ts';
import { base58Decode } from '../encoding/base58.ts';
import type { Faucet } from '../faucet.ts';
import type { RpcError } from './rpc-error.ts';
import { invalidParams, minContextSlotNotReached } from './rpc-error.ts';

/** The Agave release of the virtual machine, whose answers this RPC reproduces. */
export const API_VERSION = '4.3.0';

export type RpcContext = {
  readonly chain: Chain;
  readonly faucet: Faucet;
  /** True where a fault makes the node accept transactions and drop them. */
  readonly losesTransactions: () => boolean;
};
export type RpcAnswer = Result<unknown, RpcError>;
export type RpcMethod = (context: RpcContext, params: unknown) => RpcAnswer | Promise<RpcAnswer>;

/** Makes a method from the schema of its positional parameters and the function that answers it. */
export function method<S extends z.ZodType>(
  schema: S,
  run: (context: RpcContext, params: z.output<S>) => RpcAnswer | Promise<RpcAnswer>,
): RpcMethod {
  return (context, params) => {
    const read = readParams(schema, params);
    return read.ok ? run(context, read.value) : read;
  };
}

export function readParams<S extends z.ZodType>(schema: S, params: unknown): Result<z.output<S>, RpcError> {
  const read = schema.safeParse(params ?? []);
  return read.success ? ok(read.data) : err(invalidParams(describe(read.error)));
}

/** The first issue as text. Uses Agave's message if there is one, and otherwise the path of the issue. */
function describe(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'Invalid params';
  return issue.message.startsWith('Invalid param: ')
    ? issue.message
    : `Invalid params: ${issue.message} at ${issue.path.join('.')}`;
}

const base58Of = (bytes: number) =>
  z.string().superRefine((text, context) => {
    const decoded = text.length > 128 ? undefined : base58Decode(text);
    if (decoded === undefined) context.addIssue('Invalid param: Invalid');
    else if (decoded.length !== bytes) context.addIssue('Invalid param: WrongSize');
  });

export const AddressParam = base58Of(32);
export const SignatureParam = base58Of(64);
export const BlockhashParam = base58Of(32);
export const U64Param = z.number().int().nonnegative();

export const CommitmentParam = z.enum(['processed', 'confirmed', 'finalized']);
export const ContextConfig = { commitment: CommitmentParam.nullish(), minContextSlot: U64Param.nullish() };

export type ReadConfig = {
  readonly commitment?: Commitment | null | undefined;
  readonly minContextSlot?: number | null | undefined;
};

/** The commitment of a request. Clusters use `finalized` where the client names none. */
export const commitmentOf = (config: ReadConfig | null | undefined): Commitment => config?.commitment ?? 'finalized';

/** Wraps a value with the slot at which it was read. Refuses the request if the client requires a later slot. */
export function withContext(
  chain: Chain,
  config: ReadConfig | null | undefined,
  read: (commitment: Commitment) => RpcAnswer,
): RpcAnswer {
  const commitment = commitmentOf(config);
  const slot = chain.blocks.slotAt(commitment);
  if ((config?.minContextSlot ?? 0) > slot) return err(minContextSlotNotReached(slot));
  const answer = read(commitment);
  return answer.ok ? ok({ context: { apiVersion: API_VERSION, slot }, value: answer.value }) : answer;
}
