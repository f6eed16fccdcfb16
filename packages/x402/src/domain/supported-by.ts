import type { PaymentScheme } from '../schemes/scheme.ts';

type Described = Pick<PaymentScheme, 'id' | 'network' | 'extra' | 'signers'>;

/**
 * The response of `/supported`: one kind per scheme in the order of the list, and every signer once under its CAIP-2
 * pattern.
 */
export function supportedBy(schemes: readonly Described[]) {
  const signers = new Map<string, Set<string>>();
  for (const [pattern, addresses] of schemes.flatMap((scheme) => Object.entries(scheme.signers)))
    signers.set(pattern, new Set([...(signers.get(pattern) ?? []), ...addresses]));
  return {
    kinds: schemes.map(({ id, network, extra }) => ({ x402Version: 2 as const, scheme: id, network, extra })),
    signers: Object.fromEntries([...signers].map(([pattern, addresses]) => [pattern, [...addresses]])),
  };
}
