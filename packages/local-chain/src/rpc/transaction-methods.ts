import { err, ok } from '@pos/vocabulary/result.ts';
import * as z from 'zod';
import type { Trial } from '../chain.ts';
import { base58Encode } from '../encoding/base58.ts';
import { exactInteger } from '../encoding/exact-integer.ts';
import { parsedInner } from '../encoding/transaction-encoding.ts';
import type { TransactionError } from '../transaction-error.ts';
import { describeTransactionError } from '../transaction-error.ts';
import { innerInstructionsOf, returnDataOf } from '../transaction-meta.ts';
import type { WireTransaction } from '../wire-transaction.ts';
import { shownAccount } from './account-methods.ts';
import { decodeTransaction } from './decode-transaction.ts';
import type { RpcAnswer, RpcContext, RpcMethod } from './method.ts';
import { AddressParam, CommitmentParam, ContextConfig, method, U64Param, withContext } from './method.ts';
import { invalidParams, minContextSlotNotReached, preflightFailure, signatureVerificationFailure } from './rpc-error.ts';

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
    accounts: z.looseObject({ addresses: z.array(AddressParam), encoding: z.enum(['base64', 'base64+zstd', 'jsonParsed']).nullish() }).nullish(),
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
  if (config?.skipPreflight === true) {
    if (!context.losesTransactions()) context.chain.land(transaction);
    return ok(signature);
  }
  const refused = preflight(context, transaction, config);
  if (refused !== undefined) return refused;
  if (!context.losesTransactions()) context.chain.landVerified(transaction);
  return ok(signature);
});

/** The checks a node makes before it forwards a transaction: signatures, lifetime, a dry run. */
function preflight({ chain }: RpcContext, transaction: WireTransaction, config: z.output<typeof SendConfig>): RpcAnswer | undefined {
  const commitment = config?.preflightCommitment ?? 'finalized';
  const slot = chain.blocks.slotAt(commitment);
  if ((config?.minContextSlot ?? 0) > slot) return err(minContextSlotNotReached(slot));
  const refusal = chain.refusal(transaction, commitment);
  if (refusal !== null) {
    return chain.verifySignatures(transaction) ? failedPreflight(refusal, notRun(refusal)) : err(signatureVerificationFailure);
  }
  const trial = chain.trial(transaction, { verifySignatures: true });
  const { error } = trial.execution;
  if (error === null) return undefined;
  return error === 'SignatureFailure' ? err(signatureVerificationFailure) : failedPreflight(error, simulationOf(trial));
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
  if (config?.sigVerify === true && !chain.verifySignatures(transaction)) return err(signatureVerificationFailure);
  const refusal = replaces ? null : chain.refusal(transaction, commitment);
  if (refusal !== null) return ok(notRun(refusal));
  const trial = chain.trial(transaction, { verifySignatures: false });
  const wanted = config?.accounts;
  const accounts: unknown[] = [];
  for (const address of wanted?.addresses ?? []) {
    const state = trial.execution.error === null ? (trial.execution.postAccounts.get(address) ?? chain.accountAt(address, 'processed')) : null;
    const shown = shownAccount(chain, state, 'processed', { encoding: wanted?.encoding ?? 'base64' });
    if (!shown.ok) return shown;
    accounts.push(shown.value);
  }
  const block = chain.blocks.blockAt(commitment);
  return ok({
    ...simulationOf(trial),
    accounts: wanted ? accounts : null,
    innerInstructions: config?.innerInstructions === true ? parsedInner(innerInstructionsOf(trial.execution), trial.keys.all) : null,
    replacementBlockhash: replaces ? { blockhash: block.blockhash, lastValidBlockHeight: chain.blocks.lastValidBlockHeight(block) } : null,
  });
}

/** A trial's outcome with the fields every simulation result has. */
const simulationOf = ({ execution, fee, before, after, keys }: Trial) => ({
  accounts: null,
  err: execution.error,
  fee: exactInteger(fee),
  innerInstructions: null,
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

/** The result for a transaction that was refused before anything ran. */
const notRun = (error: TransactionError) => ({
  accounts: null,
  err: error,
  fee: null,
  innerInstructions: null,
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
