import {
  Capability,
  Endpoint,
  Metrics,
  type Agent,
  type AgentCapabilities,
} from '@pos/contract/registry/schemas/agent.ts';
import { Score } from '@pos/contract/reputation/schemas/score.ts';
import type { Database, Transaction } from '@pos/database/database.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { auditHeads } from '@pos/database/schema/audit-heads.ts';
import { capabilities } from '@pos/database/schema/capabilities.ts';
import { reputationScores } from '@pos/database/schema/reputation-scores.ts';
import type { Queries } from '@pos/database/session.ts';
import { searchText } from '@pos/database/search-text.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { FieldElement } from '@pos/vocabulary/field-element.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import type { Skill } from '@pos/vocabulary/skill.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { Offer } from '../domain/offer.ts';
import { and, arrayContains, asc, desc, eq, gte, ilike, inArray, sql } from 'drizzle-orm';
import * as z from 'zod';

export interface NewAgent extends Offer {
  readonly did: Did;
  readonly name: string;
  readonly description: string;
  readonly url: string | undefined;
  readonly payTo: SolanaAddress;
  readonly ownerCommitment: FieldElement | undefined;
}

const stored = <Schema extends z.ZodType>(schema: Schema, value: z.output<Schema>): Json =>
  z.encode(schema, value) as Json;

/** One row for each skill. If a skill occurs twice, the last entry counts. */
const detailsOf = (offer: Offer) =>
  new Map(
    offer.skills.map((capability) => [capability.skill, stored(Capability, capability as z.output<typeof Capability>)]),
  );

const offerColumns = (offer: Offer, text: readonly string[]) => ({
  programs: [...offer.programs],
  skills: [...detailsOf(offer).keys()],
  endpoints: stored(z.array(Endpoint), [...offer.endpoints]),
  metrics: stored(Metrics, offer.metrics),
  searchText: searchText(...text, ...detailsOf(offer).keys()),
});

async function replaceCapabilities(tx: Transaction, did: Did, offer: Offer): Promise<void> {
  await tx.delete(capabilities).where(eq(capabilities.agentDid, did));
  const rows = [...detailsOf(offer)].map(([skill, detail]) => ({ agentDid: did, skill, detail }));
  await tx.insert(capabilities).values(rows);
}

/** Inserts an agent and its capabilities. Returns false where the DID is registered already. */
export async function insertAgent(tx: Transaction, agent: NewAgent, now: Date): Promise<boolean> {
  const { did, name, description, payTo } = agent;
  const inserted = await tx
    .insert(agentProfiles)
    .values({
      did,
      name,
      description,
      payTo,
      url: agent.url ?? null,
      ownerCommitment: agent.ownerCommitment?.toString() ?? null,
      ...offerColumns(agent, [name, description]),
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoNothing()
    .returning({ did: agentProfiles.did });
  if (inserted.length === 0) return false;
  await replaceCapabilities(tx, did, agent);
  return true;
}

/** An agent's offer on a locked row, with its revision and the words that the search text contains besides skills. */
export interface LockedOffer {
  readonly offer: Offer;
  readonly revision: number;
  readonly words: readonly string[];
}

/** Locks an agent's row until the transaction ends. Returns `undefined` for an unknown agent. */
export async function lockOffer(tx: Transaction, did: Did): Promise<LockedOffer | undefined> {
  const [agent] = await tx.select().from(agentProfiles).where(eq(agentProfiles.did, did)).for('update');
  if (agent === undefined) return undefined;
  const rows = await tx.select().from(capabilities).where(eq(capabilities.agentDid, did));
  const skills = rows.map(({ detail }) => Capability.parse(detail));
  return { offer: { skills, ...offerOf(agent) }, revision: agent.revision, words: [agent.name, agent.description] };
}

/** Replaces the offer of a locked agent. */
export async function saveOffer(
  tx: Transaction,
  { did, offer, revision, words, now }: LockedOffer & { readonly did: Did; readonly now: Date },
): Promise<void> {
  await tx
    .update(agentProfiles)
    .set({ ...offerColumns(offer, words), revision, updatedAt: now })
    .where(eq(agentProfiles.did, did));
  await replaceCapabilities(tx, did, offer);
}

type Profile = typeof agentProfiles.$inferSelect;

/** An agent's row with its published score, whose audit head is of the same snapshot. */
export interface ScoredProfile {
  readonly profile: Profile;
  readonly score: typeof reputationScores.$inferSelect | null;
  readonly evidenceRoot: string | null;
}

/** The published score, under its present and its former name. */
function scoresOf({ profile: { did }, score, evidenceRoot }: ScoredProfile) {
  if (score === null) return { score: null, reputation: null };
  const reputation = { ...Score.omit({ asOf: true }).parse(score), asOf: score.asOf };
  return { score: { ...reputation, did, jobValue: null, evidenceRoot }, reputation };
}

/** A subquery and not a join, because the planner would join a search with a scan of the whole table. */
export const evidenceRoot = sql<
  string | null
>`(select ${auditHeads.hash} from ${auditHeads} where ${auditHeads.did} = ${agentProfiles.did})`;

export async function capabilitiesOf(
  queries: Queries,
  dids: readonly Did[],
): Promise<Map<Did, z.output<typeof Capability>[]>> {
  const rows = await queries
    .select()
    .from(capabilities)
    .where(inArray(capabilities.agentDid, [...dids]))
    .orderBy(asc(capabilities.skill));
  const decoded = rows.map((row) => [row.agentDid, Capability.parse(row.detail)] as const);
  return new Map(
    dids.map((did) => [did, decoded.filter(([owner]) => owner === did).map(([, capability]) => capability)]),
  );
}

const offerOf = ({ programs, endpoints, metrics }: Profile) => ({
  programs: programs as SolanaAddress[],
  endpoints: z.array(Endpoint).parse(endpoints),
  metrics: Metrics.parse(metrics),
});

export const agentOf = (found: ScoredProfile, skills: z.output<typeof Capability>[]): z.output<typeof Agent> =>
  profileOf(found.profile, skills, scoresOf(found));

const profileOf = (
  profile: Profile,
  skills: z.output<typeof Capability>[],
  scores: ReturnType<typeof scoresOf>,
): z.output<typeof Agent> => ({
  did: profile.did,
  name: profile.name,
  description: profile.description,
  ...(profile.url === null ? {} : { url: profile.url }),
  payTo: profile.payTo,
  skills,
  ...offerOf(profile),
  revision: profile.revision,
  registeredAt: profile.createdAt,
  updatedAt: profile.updatedAt,
  ...scores,
});

export interface AgentQuery {
  readonly skills: readonly Skill[] | undefined;
  readonly text: string | undefined;
  readonly minScoreBps: number | undefined;
  readonly after: { readonly scoreBps: number; readonly did: string } | undefined;
  readonly limit: number;
}

const rank = sql<number>`coalesce(${reputationScores.scoreBps}, 0)`;
const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');

/** Agents in descending order of score. The search text matches a substring, or a word by trigram similarity. */
export async function searchAgents(database: Database, query: AgentQuery): Promise<readonly z.output<typeof Agent>[]> {
  const sought = query.text === undefined ? undefined : searchText(query.text);
  const found = await database.orm
    .select({ profile: agentProfiles, score: reputationScores, evidenceRoot })
    .from(agentProfiles)
    .leftJoin(reputationScores, eq(reputationScores.did, agentProfiles.did))
    .where(
      and(
        eq(agentProfiles.status, 'active'),
        query.skills === undefined ? undefined : arrayContains(agentProfiles.skills, [...query.skills]),
        sought === undefined
          ? undefined
          : sql`(${ilike(agentProfiles.searchText, `%${escapeLike(sought)}%`)} or ${sought} <% ${agentProfiles.searchText})`,
        query.minScoreBps === undefined ? undefined : gte(reputationScores.scoreBps, query.minScoreBps as never),
        query.after === undefined
          ? undefined
          : sql`(${rank} < ${query.after.scoreBps} or (${rank} = ${query.after.scoreBps} and ${agentProfiles.did} > ${query.after.did}))`,
      ),
    )
    .orderBy(desc(rank), asc(agentProfiles.did))
    .limit(query.limit);
  const skills = await capabilitiesOf(
    database.orm,
    found.map(({ profile }) => profile.did),
  );
  return found.map((each) => agentOf(each, skills.get(each.profile.did) ?? []));
}

export async function findAgent(queries: Queries, did: Did): Promise<z.output<typeof Agent> | undefined> {
  const [found] = await queries
    .select({ profile: agentProfiles, score: reputationScores, evidenceRoot })
    .from(agentProfiles)
    .leftJoin(reputationScores, eq(reputationScores.did, agentProfiles.did))
    .where(eq(agentProfiles.did, did));
  if (found === undefined) return undefined;
  const skills = await capabilitiesOf(queries, [did]);
  return agentOf(found, skills.get(did) ?? []);
}

export const capabilitiesView = (agent: z.output<typeof Agent>): z.output<typeof AgentCapabilities> => {
  const { did, skills, programs, endpoints, metrics, revision, updatedAt } = agent;
  return { did, skills, programs, endpoints, metrics, revision, updatedAt };
};
