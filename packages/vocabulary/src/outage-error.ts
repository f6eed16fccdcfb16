/**
 * A service that the registry depends on does not answer. No decision was made, so callers may repeat the request after
 * `retryAfterSeconds`. Each adapter throws its own subclass and keeps the driver's error as `cause`.
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
