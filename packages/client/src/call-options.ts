import type { Scalar } from './domain/build-url.ts';

/** Options of a call besides the parameters of its route. */
export interface CallOptions {
  /** Aborts the call. It then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Timeout of one attempt in milliseconds. Default: the client's `timeoutMs`. */
  readonly timeoutMs?: number | undefined;
  /** Headers of this call. They replace the client's headers of the same name. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  /** Idempotency key of a write. Set it if another process may repeat the write. Default: a new key. */
  readonly idempotencyKey?: string | undefined;
}

/** Options of a feed besides the parameters of its route. */
export interface ListenOptions extends Pick<CallOptions, 'signal' | 'headers'> {
  /** Called each time the registry accepts the listener. The feed delivers every event from the first call on. */
  readonly onOpen?: (() => void) | undefined;
}

/** A request without the types of a particular route. */
export interface AnyRequest extends CallOptions, ListenOptions {
  readonly params?: Readonly<Record<string, Scalar | undefined>> | undefined;
  readonly query?: Readonly<Record<string, Scalar | undefined>> | undefined;
  readonly body?: unknown;
}
