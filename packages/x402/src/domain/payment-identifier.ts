import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type { Payload } from './payment-terms.ts';

export const PAYMENT_IDENTIFIER = 'payment-identifier';

/** 16 to 128 characters, as the specification of the extension says. */
const IDENTIFIER = /^[A-Za-z0-9_-]{16,128}$/;

/**
 * Reads the identifier that the payer gave the payment, as the x402 extension `payment-identifier` defines it. The
 * identifier is mandatory if the server's declaration, which the client echoes, contains `required`.
 */
export function paymentIdentifierOf(
  payload: Payload,
): Result<string | undefined, 'payment_identifier_required' | 'payment_identifier_invalid'> {
  const extension = payload.extensions?.[PAYMENT_IDENTIFIER];
  if (extension === undefined || extension === null) return ok(undefined);
  const info: unknown = typeof extension === 'object' && 'info' in extension ? extension.info : undefined;
  if (typeof info !== 'object' || info === null) return err('payment_identifier_invalid');
  const id: unknown = 'id' in info ? info.id : undefined;
  const required = 'required' in info && info.required === true;
  if (id === undefined || id === null) return required ? err('payment_identifier_required') : ok(undefined);
  return typeof id === 'string' && IDENTIFIER.test(id) ? ok(id) : err('payment_identifier_invalid');
}
