/**
 * A service that the registry stands on does not answer. Nothing was decided, so nothing was lost: callers are told to
 * ask again after `retryAfterSeconds`. Adapters throw their own subclass and keep the driver's error as `cause`.
 */
export class OutageError extends Error {
  override readonly name: string = 'OutageError';
  readonly service: string;
  readonly retryAfterSeconds: number;

  constructor(
    service: string,
    message: string,
    options: { readonly cause?: unknown; readonly retryAfterSeconds?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.service = service;
    this.retryAfterSeconds = options.retryAfterSeconds ?? 2;
  }
}
