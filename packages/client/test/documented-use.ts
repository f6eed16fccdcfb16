/** The code that docs/client.md shows; `npm run generate` copies the regions. `documented-use.test.ts` runs it. */
// #region imports
import { createClient } from '@pos/client/client.ts';
import { RegistryRefusedError } from '@pos/client/errors.ts';
import { proveControl } from '@pos/client/prove-control.ts';
import { orThrow } from '@pos/client/result.ts';
import { verifyWorkHistory } from '@pos/client/verify-work-history.ts';
// #endregion
import { mockRegistry } from '@pos/client/testing';
import type { RegistryClient } from '@pos/client/client.ts';
import type { FeedEvent } from '@pos/client/api.ts';

export interface Reader {
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly did: string;
  readonly heard: (event: FeedEvent) => boolean;
}

export async function readAgent({ baseUrl, tokenUrl, clientId, clientSecret, did, heard }: Reader) {
  // #region read
  const registry = createClient({ baseUrl, auth: { tokenUrl, clientId, clientSecret } });

  const found = await registry.getAgent({ params: { did } });
  if (!found.ok) {
    // An editor completes the codes that this route gave when the client was built. A newer registry may have others.
    if (found.error.code === 'agent-unknown') return undefined;
    throw new RegistryRefusedError(found.error);
  }
  const { name, updatedAt } = found.value; // updatedAt is a Date, and amounts are bigint

  const score = orThrow(await registry.getScore({ query: { did, jobValue: 5_000_000n } })); // for work worth $5

  let earnedAtomic = 0n;
  for await (const settlement of registry.listSettlements.each({ params: { did } })) earnedAtomic += settlement.amount;

  for await (const event of registry.streamEvents({ query: { did } })) if (!heard(event)) break;
  // #endregion
  return { name, updatedAt, scoreBps: score.scoreBps, earnedAtomic };
}

export interface Registrant {
  readonly did: string;
  readonly name: string;
  readonly payTo: string;
  readonly url: string;
  readonly sign: (message: string) => string;
}

export async function registerAgent(registry: RegistryClient, { did, name, payTo, url, sign }: Registrant) {
  // #region register
  const proof = await proveControl(registry, { did, purpose: 'register-agent', sign });
  const skills = ['text-analysis'];
  orThrow(
    await registry.registerAgent({ body: { did, name, payTo, skills, endpoints: [{ kind: 'x402', url }], proof } }),
  );
  // #endregion
}

export async function watchCalls(baseUrl: string, did: string, log: (line: string) => void) {
  // #region watch
  const registry = createClient({
    baseUrl,
    headers: { 'user-agent': 'my-marketplace/1.0' },
    onRetry: ({ name, afterMs, code }) => log(`${name}: ${code}, again in ${afterMs} ms`),
    onDeprecation: ({ method, name, notice }) => log(`${method} uses ${name}: ${notice}`),
  });
  const score = await registry.getScore({ query: { did }, timeoutMs: 2_000, headers: { 'x-trace': '4711' } });
  // #endregion
  return score;
}

export async function listEndpoints(registry: RegistryClient, did: string) {
  // #region open
  const { endpoints } = orThrow(await registry.getAgent({ params: { did } }));
  const callable: string[] = [];
  for (const { kind, url } of endpoints) {
    if (kind === 'x402' || kind === 'mcp') callable.push(url); // an editor completes the kinds
    // Any other kind is one that this program does not use, also one that the registry added later.
  }

  for await (const event of registry.streamEvents({ query: { did } })) {
    if (event.type === 'SettlementConfirmed.v1') return { callable, amount: event.data.amount }; // a bigint
    if (event.type === 'unreadable') throw new Error(`Position ${event.position}: ${event.fault}`);
  }
  // #endregion
  return { callable };
}

export interface Shown {
  readonly presentation: string;
  readonly issuer: string;
  readonly audience: string;
  readonly nonce: string;
}

export async function checkHistory(registry: RegistryClient, { presentation, issuer, audience, nonce }: Shown) {
  // #region verify
  const verdict = await verifyWorkHistory(registry, { presentation, issuer, audience, nonce });
  if (verdict.verdict === 'valid') return verdict.claims;
  // #endregion
  return undefined;
}

export async function testWithMock(did: string) {
  // #region mock
  const { fetch, requests } = mockRegistry({ routes: { getScore: { scoreBps: 9_000 } } });
  const registry = createClient({ baseUrl: 'https://registry.test', fetch });
  const { scoreBps } = orThrow(await registry.getScore({ query: { did } }));
  // #endregion
  return { scoreBps, asked: requests.length };
}
