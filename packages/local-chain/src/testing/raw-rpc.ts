export type RawAnswer = {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
  readonly id?: unknown;
};

/** Calls a method over plain HTTP, without a client library. */
export async function rawRpc(url: string, method: string, params: readonly unknown[] = []): Promise<RawAnswer> {
  return (await post(url, JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }))).json() as Promise<RawAnswer>;
}

export const post = (
  url: string,
  body: string,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<Response> => fetch(url, { method: 'POST', headers, body });

/** Polls until there is a value. The test's own timeout is the limit. */
export async function eventually<T>(read: () => Promise<T | null | undefined>): Promise<T> {
  for (;;) {
    const value = await read();
    if (value !== null && value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
