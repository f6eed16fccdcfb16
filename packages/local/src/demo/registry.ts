import * as z from 'zod';
import type { Endpoints } from '../state/endpoints.ts';
import type { Wallet } from './wallet.ts';

const TokenResponse = z.object({ access_token: z.string() });
const Challenge = z.object({ challengeId: z.string(), message: z.string() });
const ProblemBody = z.looseObject({ code: z.string(), cure: z.string(), detail: z.string().optional() });
export const ScoreBody = z.object({ scoreBps: z.number(), meanBps: z.number(), lowBps: z.number(), highBps: z.number(), evidence: z.number() });
export type ScoreBody = z.infer<typeof ScoreBody>;

export interface AgentOffer {
  readonly name: string;
  readonly description: string;
  readonly skills: readonly string[];
  readonly url: string;
}

/** A refusal of the registry, in its own words. */
export class RegistryRefusal extends Error {
  override readonly name = 'RegistryRefusal';
  readonly code: string;

  constructor({ code, cure, detail }: z.infer<typeof ProblemBody>) {
    super(`${code}: ${detail ?? cure}`);
    this.code = code;
  }
}

async function json(response: Response): Promise<unknown> {
  const body: unknown = await response.json();
  if (response.ok) return body;
  throw new RegistryRefusal(ProblemBody.parse(body));
}

const postJson = (url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

/** An access token by client credentials; without `scopes`, one with all that the client may have. */
export async function getToken({ token }: Pick<Endpoints, 'token'>, scopes?: readonly string[]): Promise<string> {
  const response = await fetch(token.url, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${token.clientId}:${token.clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', ...(scopes === undefined ? {} : { scope: scopes.join(' ') }) }),
  });
  return TokenResponse.parse(await response.json()).access_token;
}

/** Signs a fresh challenge with the wallet: what proves that the caller controls its DID. */
export async function proveControl(apiUrl: string, wallet: Wallet, purpose: 'register-agent' | 'put-capabilities') {
  const challenge = Challenge.parse(await json(await postJson(`${apiUrl}/challenges`, { did: wallet.did, purpose })));
  return { challengeId: challenge.challengeId, signature: await wallet.sign(challenge.message) };
}

/** Registers an agent under its wallet's DID; `false` where it is registered already. */
export async function register(apiUrl: string, accessToken: string, wallet: Wallet, offer: AgentOffer): Promise<boolean> {
  const { url, ...rest } = offer;
  const body = {
    ...rest,
    did: wallet.did,
    payTo: wallet.address,
    endpoints: [{ kind: 'x402', url }],
    proof: await proveControl(apiUrl, wallet, 'register-agent'),
  };
  try {
    await json(await postJson(`${apiUrl}/register-agent`, body, { authorization: `Bearer ${accessToken}` }));
    return true;
  } catch (error) {
    if (error instanceof RegistryRefusal && error.code === 'agent-exists') return false;
    throw error;
  }
}

/** The agent's score as of now. */
export const getScore = async (apiUrl: string, did: string): Promise<ScoreBody> =>
  ScoreBody.parse(await json(await fetch(`${apiUrl}/reputation/score?did=${encodeURIComponent(did)}`, { cache: 'no-store' })));
