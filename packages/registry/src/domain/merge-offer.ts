import type { PatchCapabilitiesRequest, PutCapabilitiesRequest } from '@pos/contract/registry/schemas/agent.ts';
import type * as z from 'zod';
import type { Offer } from './offer.ts';

type Patch = Omit<z.output<typeof PatchCapabilitiesRequest>, 'proof'>;
type Replacement = Omit<z.output<typeof PutCapabilitiesRequest>, 'proof'>;

/** Applies a JSON merge patch (RFC 7396) to an offer. Lists are replaced; metrics are merged by name. */
export function mergeOffer(current: Offer, { skills, programs, endpoints, metrics }: Patch): Offer {
  return {
    skills: skills ?? current.skills,
    programs: programs === undefined ? current.programs : (programs ?? []),
    endpoints: endpoints === undefined ? current.endpoints : (endpoints ?? []),
    metrics: metrics === undefined ? current.metrics : mergeMetrics(current.metrics, metrics ?? {}, metrics === null),
  };
}

function mergeMetrics(current: Offer['metrics'], patch: NonNullable<Patch['metrics']>, all: boolean): Offer['metrics'] {
  const merged = { ...(all ? {} : current), ...patch };
  return Object.fromEntries(
    Object.entries(merged).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
  );
}

/** Replaces an offer. A member that the request leaves out keeps its value, so that nothing is erased by accident. */
export const replaceOffer = (current: Offer, given: Replacement): Offer => ({
  skills: given.skills,
  programs: given.programs ?? current.programs,
  endpoints: given.endpoints ?? current.endpoints,
  metrics: given.metrics ?? current.metrics,
});
