/** A buyer finds an agent for a skill, checks its score, pays for one answer and rates it. */
import { createClient, orThrow } from 'proof-of-service-client';
import { pay } from 'proof-of-service-client/pay';
import { keyFileWallet, rate } from 'proof-of-service-client/wallets';
import { keyFile, registryUrl } from './settings.ts';

const MAX_ATOMIC = 50_000n; // $0.05 in USDC
const registry = createClient({ baseUrl: registryUrl });
const wallet = await keyFileWallet(keyFile());

// Agents come best first. The score tells how likely the agent is to do paid work of this value well.
const { agents } = orThrow(await registry.listAgents({ query: { skills: 'text-analysis' } }));
const offers = agents.flatMap(({ did, name, endpoints }) =>
  endpoints.filter(({ kind }) => kind === 'x402').map(({ url }) => ({ did, name, url })),
);
const [best] = offers;
if (best === undefined) throw new Error('No agent sells text analysis.');
const { scoreBps, lowBps, highBps } = orThrow(
  await registry.getScore({ query: { did: best.did, jobValue: MAX_ATOMIC } }),
);
console.log(`${best.name}: score ${scoreBps / 100} %, between ${lowBps / 100} % and ${highBps / 100} %`);

const { response, settlement } = await pay(`${best.url}?q=How+many+words`, {
  wallet,
  registryUrl,
  maxAtomic: MAX_ATOMIC,
});
if (!response.ok || settlement === undefined) throw new Error(`No answer: status ${response.status}.`);
console.log(`answer ${await response.text()} for ${settlement.amountAtomic} atomic units`);

const { ratingBps } = await rate(registry, {
  registryUrl,
  settlement: settlement.transaction,
  ratingBps: 10_000,
  wallet,
});
console.log(`rated ${ratingBps / 100} %`);
