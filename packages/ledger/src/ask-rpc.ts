import {
  isSolanaError,
  SOLANA_ERROR__JSON_RPC__INVALID_PARAMS,
  SOLANA_ERROR__JSON_RPC__INVALID_REQUEST,
  SOLANA_ERROR__JSON_RPC__METHOD_NOT_FOUND,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_TRANSACTION_SIGNATURE_VERIFICATION_FAILURE,
} from '@solana/kit';
import { SolanaUnavailableError } from './solana-unavailable-error.ts';

/** Errors that a healthy node returns because of the request. A retry of the same request would fail again. */
const ANSWERS = [
  SOLANA_ERROR__JSON_RPC__INVALID_PARAMS,
  SOLANA_ERROR__JSON_RPC__INVALID_REQUEST,
  SOLANA_ERROR__JSON_RPC__METHOD_NOT_FOUND,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_TRANSACTION_SIGNATURE_VERIFICATION_FAILURE,
] as const;

/** True if the error is a node's response that the request is invalid. */
export const isRpcAnswer = (error: unknown): boolean => ANSWERS.some((code) => isSolanaError(error, code));

interface PendingRequest<Reply> {
  send(options: { abortSignal: AbortSignal }): Promise<Reply>;
}

export type AskRpc = <Reply>(method: string, request: PendingRequest<Reply>, timeoutMs?: number) => Promise<Reply>;

/**
 * Sends a request to the node and waits for at most `timeoutMs` ms. Any error for which {@link isRpcAnswer} is false is
 * thrown as `SolanaUnavailableError`, so that callers can distinguish an outage from a bug by type.
 */
export const rpcAsker =
  (defaultTimeoutMs: number): AskRpc =>
  async (method, request, timeoutMs = defaultTimeoutMs) => {
    try {
      return await request.send({ abortSignal: AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs))) });
    } catch (error) {
      if (isRpcAnswer(error)) throw error;
      throw new SolanaUnavailableError(method, error);
    }
  };
