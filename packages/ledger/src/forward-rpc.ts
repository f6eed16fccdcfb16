import { SolanaUnavailableError } from './solana-unavailable-error.ts';

/** A JSON-RPC 2.0 request as a client of ours wrote it. */
export interface RawRpcRequest {
  readonly jsonrpc: '2.0';
  readonly id?: string | number | null | undefined;
  readonly method: string;
  readonly params?: readonly unknown[] | undefined;
}

export interface RawRpcAnswer {
  readonly jsonrpc: '2.0';
  readonly [member: string]: unknown;
}

const LONGEST_ANSWER_BYTES = 5_000_000;

/** Hands requests to the node as they are and its answers back as they are, errors of JSON-RPC among them. */
export const rpcForwarder =
  (rpcUrl: string, timeoutMs: number) =>
  async (request: RawRpcRequest): Promise<RawRpcAnswer> => {
    try {
      const response = await fetch(rpcUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...request, id: request.id ?? null }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await response.text();
      if (!response.ok && response.status !== 400) throw new Error(`The node answered with status ${response.status}`);
      if (text.length > LONGEST_ANSWER_BYTES) throw new Error(`The node's answer has ${text.length} characters`);
      return answerOf(JSON.parse(text));
    } catch (error) {
      throw new SolanaUnavailableError(request.method, error);
    }
  };

function answerOf(parsed: unknown): RawRpcAnswer {
  if (typeof parsed === 'object' && parsed !== null && 'jsonrpc' in parsed && parsed.jsonrpc === '2.0') return parsed as RawRpcAnswer;
  throw new Error('The node answered with something else than JSON-RPC 2.0');
}
