import { SolanaUnavailableError } from './solana-unavailable-error.ts';

/** A JSON-RPC 2.0 request as a client wrote it. */
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

/** Error code from the range that JSON-RPC 2.0 leaves to servers. */
const ANSWER_TOO_LONG = -32_000;

/**
 * Passes requests to the node unchanged and answers back unchanged, JSON-RPC errors included. An answer of more
 * than `longestBytes` becomes a JSON-RPC error and is never held in memory: an account has up to 10 MB, and one request may
 * ask for 100.
 */
export const rpcForwarder =
  (rpcUrl: string, timeoutMs: number) =>
  async (request: RawRpcRequest, longestBytes: number): Promise<RawRpcAnswer> => {
    try {
      const response = await fetch(rpcUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...request, id: request.id ?? null }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (!response.ok && response.status !== 400) {
        await response.body?.cancel();
        throw new Error(`The node answered with status ${response.status}`);
      }
      const text = await textWithin(response, longestBytes);
      return text === undefined ? tooLong(request, longestBytes) : answerOf(JSON.parse(text));
    } catch (error) {
      throw new SolanaUnavailableError(request.method, error);
    }
  };

const tooLong = ({ id = null }: RawRpcRequest, longestBytes: number): RawRpcAnswer => {
  const message = `The answer is longer than ${longestBytes} bytes: ask for fewer accounts, for a part of them with dataSlice, or in a smaller batch`;
  return { jsonrpc: '2.0', error: { code: ANSWER_TOO_LONG, message }, id };
};

/** Reads the body as text. Returns `undefined`, and reads no further, if the body is longer than the limit. */
async function textWithin(response: Response, limitBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop closes the connection.
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > limitBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function answerOf(parsed: unknown): RawRpcAnswer {
  if (typeof parsed === 'object' && parsed !== null && 'jsonrpc' in parsed && parsed.jsonrpc === '2.0')
    return parsed as RawRpcAnswer;
  throw new Error('The answer of the node is not JSON-RPC 2.0');
}
