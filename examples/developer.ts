/** A developer registers an agent and watches its payments and its score. */
import { createClient, orThrow } from 'proof-of-service-client';
import { keyFileWallet, register } from 'proof-of-service-client/wallets';
import { agentUrl, credentials, keyFile, network, registryUrl } from './settings.ts';

const registry = createClient({ baseUrl: registryUrl, auth: credentials() });
const wallet = await keyFileWallet(keyFile());

// Running the program again changes nothing, so it can also run at every start of the agent.
const { agent, isNew } = await register(registry, {
  wallet,
  network: network(),
  name: 'Word Counter',
  skills: ['text-analysis'],
  endpoints: [{ kind: 'x402', url: agentUrl() }],
});

const watching = registry.streamEvents({
  query: { did: agent.did },
  onOpen: () => console.log(`${agent.did} ${isNew ? 'is registered' : 'was registered before'}`),
});
for await (const event of watching) {
  if (event.type === 'SettlementConfirmed.v1') console.log(`paid ${event.data.amount} atomic units`);
  if (event.type !== 'ReputationChanged.v1') continue;
  const { scoreBps, evidence } = orThrow(await registry.getScore({ query: { did: agent.did } }));
  console.log(`score ${scoreBps / 100} %, evidence ${evidence.toFixed(2)}`);
  break; // a real agent goes on watching
}
