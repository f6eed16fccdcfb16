import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type { PaymentScheme, ReadPayment } from '../schemes/scheme.ts';
import { paymentIdentifierOf } from './payment-identifier.ts';
import { acceptedMatches, bindingHash, type Payload, type Requirements } from './payment-terms.ts';
import type { RefusalReason } from './refusal-reason.ts';

/** A request to verify or settle, as its scheme has read it. Neither database nor chain has been queried. */
export interface RequestedPayment {
  readonly scheme: PaymentScheme;
  readonly read: ReadPayment;
  readonly requirements: Requirements;
  readonly resourceUrl: string | undefined;
  readonly paymentIdentifier: string | undefined;
  readonly bindingHash: string;
  readonly servesAfterVerify: boolean;
}

interface Request {
  readonly paymentPayload: Payload;
  readonly paymentRequirements: Requirements;
}

/**
 * Makes the checks that need only the request. It checks scheme, network, terms and identifier, and runs the scheme's
 * own checks.
 */
export function readRequest(
  { paymentPayload: payload, paymentRequirements: requirements }: Request,
  schemes: readonly PaymentScheme[],
): Result<RequestedPayment, string> {
  const scheme = schemeFor(requirements, payload.accepted, schemes);
  if (!scheme.ok) return scheme;
  const { passingExtra } = scheme.value;
  if (!acceptedMatches(requirements, payload.accepted, passingExtra)) return err('payment_requirements_mismatch');
  const identifier = paymentIdentifierOf(payload);
  if (!identifier.ok) return identifier;
  const read = scheme.value.read(payload, requirements);
  if (!read.ok) return read;
  const resourceUrl = payload.resource?.url;
  return ok({
    scheme: scheme.value,
    read: read.value,
    requirements,
    resourceUrl,
    paymentIdentifier: identifier.value,
    bindingHash: bindingHash(requirements, resourceUrl, passingExtra),
    servesAfterVerify: scheme.value.settles(requirements) === 'after-serving',
  });
}

function schemeFor(
  asked: Requirements,
  accepted: Requirements,
  schemes: readonly PaymentScheme[],
): Result<PaymentScheme, RefusalReason> {
  const named = schemes.filter(({ id }) => id === asked.scheme && id === accepted.scheme);
  if (named.length === 0) return err('invalid_exact_svm_unsupported_scheme');
  const scheme = named.find(({ network }) => network === asked.network && network === accepted.network);
  return scheme === undefined ? err('invalid_exact_svm_network_mismatch') : ok(scheme);
}
