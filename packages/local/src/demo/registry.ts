import { createClient, type RegistryClient } from '@pos/client/client.ts';
import { orThrow } from '@pos/client/result.ts';
import { proveControl } from '@pos/client/prove-control.ts';
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
  { did, address, sign }: Wallet,
  { url, skills, ...offer }: AgentOffer,
): Promise<boolean> {
  const proof = await proveControl(registry, { did, purpose: 'register-agent', sign });
  const registered = await registry.registerAgent({
    body: { ...offer, did, payTo: address, skills: [...skills], endpoints: [{ kind: 'x402', url }], proof },
  });
  if (!registered.ok && registered.error.code === 'agent-exists') return false;
  orThrow(registered);
  return true;
}

/** The current score of the agent. */
export const getScore = async (registry: Pick<RegistryClient, 'getScore'>, did: string): Promise<ScoreBody> =>
  orThrow(await registry.getScore({ query: { did } }));
