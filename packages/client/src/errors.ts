import { OutageError } from '@pos/vocabulary/outage-error.ts';
import type { Refusal } from './refusal.ts';

/**
 * The registry did not respond, because the network failed, the timeout expired, or a server in front of the registry
 * answered with an error of its own. A write may or may not have taken effect.
 */
export class RegistryUnreachableError extends OutageError {
  override readonly name = 'RegistryUnreachableError';

  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super('registry', message, options);
  }
}

/**
 * A success lacks a declared member or has a wrong type there, or the answer does not come from a registry. Values,
 * members and variants that this client does not know do not cause this error.
 */
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
    super(`${message} (status ${status}, request ${requestId ?? 'without an id'}).`, { cause });
    this.status = status;
    this.requestId = requestId;
  }
}

/** The token endpoint refused the client credentials (RFC 6749, section 5.2). Repeating the request does not help. */
export class TokenRefusedError extends Error {
  override readonly name = 'TokenRefusedError';
  /** Code of the refusal, such as `invalid_client`. */
  readonly code: string;
  readonly status: number;

  constructor(tokenUrl: string, code: string, description: string | undefined, status: number) {
    const reason = description === undefined ? code : `${code}, ${description}`;
    super(
      `The token endpoint ${tokenUrl} refused the client: ${reason} (status ${status}). Check clientId, clientSecret and scopes.`,
    );
    this.code = code;
    this.status = status;
  }
}

/** A refusal as an error, thrown by `orThrow`. */
export class RegistryRefusedError extends Error {
  override readonly name = 'RegistryRefusedError';
  readonly refusal: Refusal;
  readonly code: string;
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
