import { createHash } from 'node:crypto';
import type { PaymentPayload, PaymentRequirements } from '@pos/contract/x402/schemas/x402.ts';
import type * as z from 'zod';

export type Payload = z.output<typeof PaymentPayload>;
export type Requirements = z.output<typeof PaymentRequirements>;

/** Members of `extra` that a server makes anew for each request: no part of what was agreed. */
const CHANGING_EXTRA = new Set(['recentBlockhash', 'lastValidBlockHeight']);

type Extra = Readonly<Record<string, unknown>>;

const lastingExtra = (requirements: Requirements): Extra =>
  Object.fromEntries(Object.entries(requirements.extra ?? {}).filter(([name]) => !CHANGING_EXTRA.has(name)));

/** JSON with members in order and amounts as texts: equal values, equal text. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'bigint') return JSON.stringify(value.toString());
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const sorted = members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}

/** Whether the payer accepted exactly what the server asks; `extra` may hold more than was asked, never less. */
export function acceptedMatches(requirements: Requirements, accepted: Requirements): boolean {
  const { extra: _asked, ...askedCore } = requirements;
  const { extra: _accepted, ...acceptedCore } = accepted;
  return (
    canonicalJson(askedCore) === canonicalJson(acceptedCore) &&
    contains(lastingExtra(accepted), lastingExtra(requirements))
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

/** What a claim is taken for: the terms and the resource. Settling under others is refused. */
export function bindingHash(requirements: Requirements, resourceUrl: string | undefined): string {
  const bound = { ...requirements, extra: lastingExtra(requirements), resourceUrl: resourceUrl ?? null };
  return createHash('sha256').update(canonicalJson(bound)).digest('hex');
}

/**
 * Whether the server serves after `/verify` and settles afterwards. Under any other flow (`upfront`, `escrow`) the answer
 * of `/settle` is what lets it serve, and so is given once.
 */
export const servesAfterVerify = (requirements: Requirements): boolean => {
  const flow = requirements.extra?.['paymentFlow'];
  return flow === undefined || flow === null || flow === 'authorization';
};
