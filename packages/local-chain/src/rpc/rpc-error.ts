/** A JSON-RPC error object, with the codes of Agave's RPC service. */
export type RpcError = { readonly code: number; readonly message: string; readonly data?: unknown };

export const parseError: RpcError = { code: -32700, message: 'Parse error' };
export const invalidRequest = (message = 'Invalid request'): RpcError => ({ code: -32600, message });
export const methodNotFound: RpcError = { code: -32601, message: 'Method not found' };
export const invalidParams = (message: string): RpcError => ({ code: -32602, message });
export const internalError = (message = 'Internal error'): RpcError => ({ code: -32603, message });

export const preflightFailure = (message: string, data: unknown): RpcError => ({ code: -32002, message, data });
export const signatureVerificationFailure: RpcError = {
  code: -32003,
  message: 'Transaction signature verification failure',
};
export const blockNotAvailable = (slot: number): RpcError => ({
  code: -32004,
  message: `Block not available for slot ${slot}`,
});
export const slotSkipped = (slot: number): RpcError => ({
  code: -32007,
  message: `Slot ${slot} was skipped, or missing due to ledger jump to recent snapshot`,
});
export const unsupportedTransactionVersion = (version: number): RpcError => ({
  code: -32015,
  message:
    `Transaction version (${version}) is not supported by the requesting client. ` +
    `Please try the request again with the following configuration parameter: "maxSupportedTransactionVersion": ${version}`,
});
export const minContextSlotNotReached = (contextSlot: number): RpcError => ({
  code: -32016,
  message: 'Minimum context slot has not been reached',
  data: { contextSlot },
});
