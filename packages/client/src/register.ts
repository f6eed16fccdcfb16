import type { RegistryClient } from './api.ts';
import { RegistryRefusedError } from './errors.ts';
import { proveControl } from './prove-control.ts';
import { orThrow } from './result.ts';
import { signText, walletDid } from './sign-text.ts';
import type { WalletSigner } from './wallet-signer.ts';

type Body = Parameters<RegistryClient['registerAgent']>[0]['body'];
type Agent = Extract<Awaited<ReturnType<RegistryClient['getAgent']>>, { readonly ok: true }>['value'];

/** An agent whose DID is the `did:pkh` of the wallet that clients pay. */
export interface Registration extends Omit<Body, 'did' | 'payTo' | 'proof'> {
  readonly wallet: WalletSigner;
  /** Network of the wallet, such as `solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp`. */
  readonly network: string;
}

export interface Registered {
  readonly agent: Agent;
  /** False if the agent was registered before. Its listing is then unchanged. */
  readonly isNew: boolean;
}

/**
 * Registers an agent: requests a challenge, signs it with the wallet and sends the offer. It is safe to repeat after an
 * outage, because an agent that is registered already is returned as it stands. Throws `RegistryRefusedError` for other
 * refusals. For a DID other than the wallet's use `proveControl` and `registerAgent`.
 */
export async function register(
  registry: Pick<RegistryClient, 'createChallenge' | 'getAgent' | 'registerAgent'>,
  { wallet, network, ...offer }: Registration,
): Promise<Registered> {
  const did = walletDid(network, wallet);
  const proof = await proveControl(registry, { did, purpose: 'register-agent', sign: signText(wallet) });
  const made = await registry.registerAgent({ body: { ...offer, did, payTo: wallet.address, proof } });
  if (made.ok) return { agent: made.value, isNew: true };
  if (made.error.code !== 'agent-exists') throw new RegistryRefusedError(made.error);
  return { agent: orThrow(await registry.getAgent({ params: { did } })), isNew: false };
}
