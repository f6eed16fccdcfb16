import { OutageError } from '@pos/vocabulary/outage-error.ts';
import type { Refusal } from './refusal.ts';

/** No answer came: the network failed or the time was over. For a write it is not known whether it was done. */
export class RegistryUnreachableError extends OutageError {
  override readonly name = 'RegistryUnreachableError';

  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super('registry', message, options);
  }
}

/** An answer that does not fit the contract: a proxy in between, or another version of the registry. */
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

/** A refusal, for those who would rather catch than look: see `orThrow`. */
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
