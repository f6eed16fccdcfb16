import { err, ok } from '@pos/vocabulary/result.ts';
import * as z from 'zod';
import { base58Encode } from '../encoding/base58.ts';
import { exactInteger } from '../encoding/exact-integer.ts';
import { parsedInner } from '../encoding/transaction-encoding.ts';
import type { TransactionError } from '../transaction-error.ts';
import { describeTransactionError } from '../transaction-error.ts';
import { innerInstructionsOf, returnDataOf } from '../transaction-meta.ts';
import type { Run } from '../transaction-runner.ts';
import { verifySignatures } from '../signatures.ts';
import type { WireTransaction } from '../wire-transaction.ts';
import { shownAccount } from './account-methods.ts';
import { decodeTransaction } from './decode-transaction.ts';
import type { RpcAnswer, RpcContext, RpcMethod } from './method.ts';
import { AddressParam, CommitmentParam, ContextConfig, method, U64Param, withContext } from './method.ts';
import {
  invalidParams,
  minContextSlotNotReached,
  preflightFailure,
  signatureVerificationFailure,
} from './rpc-error.ts';

const SendConfig = z
  .looseObject({
    encoding: z.enum(['base58', 'base64']).nullish(),
    maxRetries: U64Param.nullish(),
    minContextSlot: U64Param.nullish(),
    preflightCommitment: CommitmentParam.nullish(),
    skipPreflight: z.boolean().nullish(),
  })
  .nullish();

const SimulateConfig = z
  .looseObject({
    ...ContextConfig,
    accounts: z
      .looseObject({
        addresses: z.array(AddressParam),
        encoding: z.enum(['base64', 'base64+zstd', 'jsonParsed']).nullish(),
      })
      .nullish(),
    encoding: z.enum(['base58', 'base64']).nullish(),
    innerInstructions: z.boolean().nullish(),
    replaceRecentBlockhash: z.boolean().nullish(),
    sigVerify: z.boolean().nullish(),
  })
  .nullish();

const sendTransaction = method(z.tuple([z.string(), SendConfig]), (context, [text, config]) => {
  const decoded = decodeTransaction(text, config?.encoding ?? 'base58');
  if (!decoded.ok) return decoded;
  const transaction = decoded.value;
  const signature = base58Encode(transaction.signatures[0] ?? new Uint8Array());
  if (config?.skipPreflight !== true) return sendChecked(context, transaction, signature, config);
  // Without preflight a node forwards every transaction, and the leader silently drops transactions that may not run.
  const mayRun = context.chain.transactions.refusal(transaction, 'processed') === null;
  if (mayRun && !context.losesTransactions()) context.chain.transactions.land(transaction, { keepFailure: true });
  return ok(signature);
});

/** Checks signatures and lifetime, then runs the transaction. A failed run changes nothing, like a failed preflight. */
function sendChecked(
  { chain, losesTransactions }: RpcContext,
  transaction: WireTransaction,
  signature: string,
  config: z.output<typeof SendConfig>,
): RpcAnswer {
  const commitment = config?.preflightCommitment ?? 'finalized';
  const slot = chain.blocks.slotAt(commitment);
  if ((config?.minContextSlot ?? 0) > slot) return err(minContextSlotNotReached(slot));
  const refusal = chain.transactions.refusal(transaction, commitment);
  if (refusal !== null) {
    return verifySignatures(transaction)
      ? failedPreflight(refusal, notRun(refusal))
      : err(signatureVerificationFailure);
  }
  const run = losesTransactions()
    ? chain.transactions.tryOut(transaction, { verifySignatures: true })
    : chain.transactions.land(transaction, { keepFailure: false });
  const { error } = run.execution;
  if (error === null) return ok(signature);
  return error === 'SignatureFailure' ? err(signatureVerificationFailure) : failedPreflight(error, preflightOf(run));
}

const failedPreflight = (error: TransactionError, data: object): RpcAnswer =>
  err(preflightFailure(`Transaction simulation failed: ${describeTransactionError(error)}`, data));

const simulateTransaction = method(z.tuple([z.string(), SimulateConfig]), (context, [text, config]) => {
  if (config?.sigVerify === true && config.replaceRecentBlockhash === true) {
    return err(invalidParams('sigVerify may not be used with replaceRecentBlockhash'));
  }
  const decoded = decodeTransaction(text, config?.encoding ?? 'base58');
  if (!decoded.ok) return decoded;
  return withContext(context.chain, config, (commitment) => simulate(context, decoded.value, config, commitment));
});

function simulate(
  { chain }: RpcContext,
  transaction: WireTransaction,
  config: z.output<typeof SimulateConfig>,
  commitment: 'processed' | 'confirmed' | 'finalized',
): RpcAnswer {
  const replaces = config?.replaceRecentBlockhash === true;
  if (config?.sigVerify === true && !verifySignatures(transaction)) return err(signatureVerificationFailure);
  const refusal = replaces ? null : chain.transactions.refusal(transaction, commitment);
  if (refusal !== null) return ok(notRun(refusal));
  const run = chain.transactions.tryOut(transaction, { verifySignatures: false });
  const wanted = config?.accounts;
  const accounts: unknown[] = [];
  for (const address of wanted?.addresses ?? []) {
    // A failed simulation has no accounts and answers one null for each requested address.
    const state =
      run.execution.error === null ? (run.states.get(address) ?? chain.accounts.at(address, 'processed')) : null;
    const shown = shownAccount(chain, state, 'processed', { encoding: wanted?.encoding ?? 'base64' });
    if (!shown.ok) return shown;
    accounts.push(shown.value);
  }
  const block = chain.blocks.blockAt(commitment);
  return ok({
    ...simulationOf(run),
    accounts: wanted ? accounts : null,
    innerInstructions:
      config?.innerInstructions === true ? parsedInner(innerInstructionsOf(run.execution), run.keys.all) : null,
    replacementBlockhash: replaces
      ? { blockhash: block.blockhash, lastValidBlockHeight: chain.blocks.lastValidBlockHeight(block) }
      : null,
  });
}

/** The outcome of a run with the fields of every simulation result. */
const simulationOf = ({ execution, fee, before, after, keys, loadedBytes }: Run) => ({
  accounts: null,
  err: execution.error,
  fee: exactInteger(fee),
  innerInstructions: null,
  loadedAccountsDataSize: loadedBytes,
  loadedAddresses: keys.loaded,
  logs: execution.logs,
  postBalances: after.lamports,
  postTokenBalances: after.tokens,
  preBalances: before.lamports,
  preTokenBalances: before.tokens,
  replacementBlockhash: null,
  returnData: returnDataOf(execution) ?? null,
  unitsConsumed: execution.unitsConsumed,
});

/** The data of a failed preflight: the run without fee and balances. */
const preflightOf = (run: Run) => {
  const { err: error, loadedAccountsDataSize, logs, returnData, unitsConsumed } = simulationOf(run);
  return { ...notRun(error ?? ''), loadedAccountsDataSize, logs, returnData, unitsConsumed };
};

/** The result for a transaction that was refused before it ran. */
const notRun = (error: TransactionError) => ({
  accounts: null,
  err: error,
  fee: null,
  innerInstructions: null,
  loadedAccountsDataSize: 0,
  loadedAddresses: null,
  logs: [],
  postBalances: null,
  postTokenBalances: null,
  preBalances: null,
  preTokenBalances: null,
  replacementBlockhash: null,
  returnData: null,
  unitsConsumed: 0,
});

export const transactionMethods: Readonly<Record<string, RpcMethod>> = { sendTransaction, simulateTransaction };
