import { createClient, type RegistryClient } from '@pos/client/client.ts';
import { orThrow } from '@pos/client/result.ts';
import { kitWallet, register as registerAgent } from '@pos/client/wallets';
import type { Endpoints } from '../state/endpoints.ts';
import type { Wallet } from './wallet.ts';

export type ScoreBody = Readonly<Record<'scoreBps' | 'meanBps' | 'lowBps' | 'highBps' | 'evidence', number>>;

export interface AgentOffer {
  readonly name: string;
  readonly description: string;
  readonly skills: readonly string[];
  readonly url: string;
}

/** A typed client of the system with these endpoints. */
export const registryAt = ({ apiUrl, token }: Pick<Endpoints, 'apiUrl' | 'token'>): RegistryClient =>
  createClient({
    baseUrl: apiUrl,
    auth: { tokenUrl: token.url, clientId: token.clientId, clientSecret: token.clientSecret },
  });

/** Registers an agent under its wallet's DID. Returns `false` if the agent is already registered. */
export async function register(
  registry: RegistryClient,
  { network, signer }: Wallet,
  { url, skills, ...offer }: AgentOffer,
): Promise<boolean> {
  const wallet = kitWallet(signer);
  const endpoints = [{ kind: 'x402' as const, url }];
  return (await registerAgent(registry, { ...offer, wallet, network, skills: [...skills], endpoints })).isNew;
}

/** The current score of the agent. */
export const getScore = async (registry: Pick<RegistryClient, 'getScore'>, did: string): Promise<ScoreBody> =>
  orThrow(await registry.getScore({ query: { did } }));
