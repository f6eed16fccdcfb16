import { ratingMessage } from '@pos/contract/reputation/rating-message.ts';
import type { RegistryClient } from './api.ts';
import { orThrow } from './result.ts';
import { signText } from './sign-text.ts';
import type { WalletSigner } from './wallet-signer.ts';

type Network = Parameters<RegistryClient['rateSettlement']>[0]['body']['network'];
type Answer = Extract<Awaited<ReturnType<RegistryClient['rateSettlement']>>, { readonly ok: true }>['value'];

export interface Rating {
  /**
   * URL of the registry. Its host is part of the signed text, so that no other registry can use the rating. The caller
   * therefore states it, and it is not read from an answer.
   */
  readonly registryUrl: string;
  /** The transaction that paid, for example from `pay`. */
  readonly settlement: string;
  /** From 0 (failed) to 10,000 (as promised). */
  readonly ratingBps: number;
  /** The wallet that paid. */
  readonly wallet: WalletSigner;
  /** The paid agent and its network. By default the registry is asked for the settlement. */
  readonly work?: { readonly did: string; readonly network: string };
}

/** Time within which the registry accepts the signed rating. The registry permits a day. */
const VALID_FOR_MS = 600_000;

async function findWork(registry: Pick<RegistryClient, 'getSettlement'>, txSignature: string) {
  const { did, network } = orThrow(await registry.getSettlement({ params: { txSignature } }));
  if (did === null)
    throw new Error(`No registered agent has the wallet that ${txSignature} paid, so it has no rating.`);
  return { did, network };
}

/**
 * Rates paid work with the wallet that paid for it. Repeating the call replaces the rating by an equal one. Throws
 * `RegistryRefusedError` for a refusal.
 */
export async function rate(
  registry: Pick<RegistryClient, 'getSettlement' | 'rateSettlement'>,
  { registryUrl, settlement: txSignature, ratingBps, wallet, work }: Rating,
): Promise<Answer> {
  const { did, network } = work ?? (await findWork(registry, txSignature));
  const issuedAt = new Date();
  const expiresAt = new Date(issuedAt.getTime() + VALID_FOR_MS);
  const domain = new URL(registryUrl).host;
  const signature = await signText(wallet)(
    ratingMessage({ domain, network, txSignature, did, ratingBps, issuedAt, expiresAt }),
  );
  // The registry refuses a network that it does not know, also one that this client does not know yet.
  const body = { network: network as Network, ratingBps, issuedAt, expiresAt, signature };
  return orThrow(await registry.rateSettlement({ params: { txSignature }, body }));
}
