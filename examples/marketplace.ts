/** A marketplace shows the scores of its agents, and keeps them current by the feed. */
import { createClient, orThrow } from 'proof-of-service-client';
import { apiKey, credentials, registryUrl } from './settings.ts';

const MOST_PER_CALL = 100;
const registry = createClient({ baseUrl: registryUrl, auth: credentials(), apiKey: apiKey() });
const scores = new Map<string, number>();

async function refresh(dids: readonly string[]): Promise<void> {
  for (let from = 0; from < dids.length; from += MOST_PER_CALL) {
    const body = { dids: dids.slice(from, from + MOST_PER_CALL) };
    for (const { did, scoreBps } of orThrow(await registry.embedScores({ body })).scores) scores.set(did, scoreBps);
  }
}

const listed: string[] = [];
for await (const { did } of registry.listAgents.each({ query: { skills: 'text-analysis' } })) listed.push(did);
await refresh(listed);

// The client resumes after an outage where it stopped. Keep event.position to resume in another process.
const changes = registry.streamEvents({ onOpen: () => console.log(`${scores.size} scores`) });
for await (const event of changes) {
  if (event.type !== 'ReputationChanged.v1' || event.subject === undefined || !scores.has(event.subject)) continue;
  await refresh([event.subject]);
  console.log(`${event.subject} has now ${(scores.get(event.subject) ?? 0) / 100} %`);
}
