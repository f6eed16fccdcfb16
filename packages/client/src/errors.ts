import { OutageError } from '@pos/vocabulary/outage-error.ts';
import type { Refusal } from './refusal.ts';

/**
 * The registry did not respond, because the network failed or the timeout expired. A write may or may not have taken
 * effect.
 */
export class RegistryUnreachableError extends OutageError {
  override readonly name = 'RegistryUnreachableError';

  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super('registry', message, options);
  }
}

/** The response does not match the contract. It may come from a proxy, or from another version of the registry. */
export class UnexpectedAnswerError extends Error {
  override readonly name = 'UnexpectedAnswerError';
  readonly status: number;
  readonly requestId: string | undefined;

  constructor(
    message: string,
    {
      status,
      requestId,
      cause,
    }: { readonly status: number; readonly requestId: string | undefined; readonly cause?: unknown },
  ) {
    super(`${message} (status ${status}, request ${requestId ?? 'without an id'})`, { cause });
    this.status = status;
    this.requestId = requestId;
  }
}

/** A refusal as an error, thrown by `orThrow`. */
export class RegistryRefusedError extends Error {
  override readonly name = 'RegistryRefusedError';
  readonly refusal: Refusal;
  readonly code: Refusal['code'];
  readonly requestId: string | undefined;

  constructor(refusal: Refusal) {
    const fields = (refusal.errors ?? [])
      .map(({ in: part, pointer, detail }) => `\n  ${part}${pointer}: ${detail}`)
      .join('');
    super(
      `${refusal.code}: ${refusal.detail ?? `${refusal.title}.`} ${refusal.cure} (request ${refusal.requestId ?? 'without an id'})${fields}`,
    );
    this.refusal = refusal;
    this.code = refusal.code;
    this.requestId = refusal.requestId;
  }
}
