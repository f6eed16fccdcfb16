import { createHash } from 'node:crypto';
import type { PaymentPayload, PaymentRequirements } from '@pos/contract/x402/schemas/x402.ts';
import type * as z from 'zod';

export type Payload = z.output<typeof PaymentPayload>;
export type Requirements = z.output<typeof PaymentRequirements>;

/** Names of the members of `extra` that a server changes with each request. They are not part of the agreed terms. */
export type PassingExtra = readonly string[];

const lastingExtra = ({ extra }: Requirements, passing: PassingExtra): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(extra ?? {}).filter(([name]) => !passing.includes(name)));

/** JSON with sorted members and with amounts as strings, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'bigint') return JSON.stringify(value.toString());
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const sorted = members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}

/**
 * Whether the payer accepted exactly the server's requirements. The accepted `extra` may contain additional members but
 * must not lack any.
 */
export function acceptedMatches(requirements: Requirements, accepted: Requirements, passing: PassingExtra): boolean {
  const { extra: _asked, ...askedCore } = requirements;
  const { extra: _accepted, ...acceptedCore } = accepted;
  return (
    canonicalJson(askedCore) === canonicalJson(acceptedCore) &&
    contains(lastingExtra(accepted, passing), lastingExtra(requirements, passing))
  );
}

function contains(actual: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || expected === null || Array.isArray(expected))
    return canonicalJson(actual) === canonicalJson(expected);
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return false;
  const held = new Map<string, unknown>(Object.entries(actual));
  return Object.entries(expected).every(
    ([name, member]) => member === undefined || (held.has(name) && contains(held.get(name), member)),
  );
}

/**
 * SHA-256, in hex, of the terms and the resource for which a payment is reserved. Settlement under other terms or for
 * another resource is refused.
 */
export function bindingHash(
  requirements: Requirements,
  resourceUrl: string | undefined,
  passing: PassingExtra,
): string {
  const bound = { ...requirements, extra: lastingExtra(requirements, passing), resourceUrl: resourceUrl ?? null };
  return createHash('sha256').update(canonicalJson(bound)).digest('hex');
}

/**
 * True if the server serves after the response of `/verify` and settles afterwards. This is the default flow of x402,
 * `authorization`. In any other flow (`upfront`, `escrow`) the server serves after the response of `/settle`.
 */
export const servesAfterVerify = (requirements: Requirements): boolean => {
  const flow = requirements.extra?.['paymentFlow'];
  return flow === undefined || flow === null || flow === 'authorization';
};
