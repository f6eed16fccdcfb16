import { VerifiedProof } from '@pos/contract/zk-verify/schemas/proof.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { zkProofs } from '@pos/database/schema/zk-proofs.ts';
import type { Queries } from '@pos/database/session.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import type { Nullifier } from '@pos/vocabulary/nullifier.ts';
import { and, desc, eq, inArray, or, sql } from 'drizzle-orm';
import * as z from 'zod';

type Proof = z.output<typeof VerifiedProof>;

const proofOf = ({ root, verificationKeyHash, verifiedAt, ...row }: typeof zkProofs.$inferSelect): Proof =>
  VerifiedProof.parse({
    ...row,
    anchor: root,
    verificationKeySha256: verificationKeyHash,
    verifiedAt: verifiedAt.toISOString(),
  });

function rowOf(proof: Proof): typeof zkProofs.$inferInsert {
  const { anchor, scope, thresholds } = z.encode(VerifiedProof, proof);
  const { did, statement, nullifier, verificationKeySha256, verifiedAt } = proof;
  return {
    did,
    statement,
    nullifier,
    root: anchor,
    scope,
    thresholds: thresholds as Json,
    verificationKeyHash: verificationKeySha256,
    verifiedAt,
  };
}

/** The subset of `dids` that belongs to registered agents. */
export async function registeredAgents(queries: Queries, dids: readonly Did[]): Promise<ReadonlySet<Did>> {
  if (dids.length === 0) return new Set();
  const rows = await queries
    .select({ did: agentProfiles.did })
    .from(agentProfiles)
    .where(inArray(agentProfiles.did, [...new Set(dids)]));
  return new Set(rows.map(({ did }) => did));
}

/** The unique keys of a proof: its nullifier, and the combination of agent, statement and scope. */
export type Place = Pick<Proof, 'nullifier' | 'did' | 'statement' | 'scope'>;

/** Stored proofs that have any of these unique keys. */
export async function findProofsAt(queries: Queries, places: readonly Place[]): Promise<readonly Proof[]> {
  if (places.length === 0) return [];
  const taken = (of: Place) =>
    and(eq(zkProofs.did, of.did), eq(zkProofs.statement, of.statement), eq(zkProofs.scope, of.scope.toString()));
  const rows = await queries
    .select()
    .from(zkProofs)
    .where(
      or(
        inArray(
          zkProofs.nullifier,
          places.map(({ nullifier }) => nullifier),
        ),
        ...places.map(taken),
      ),
    );
  return rows.map(proofOf);
}

/**
 * Stores each proof whose unique keys are not taken, and returns the stored nullifiers. If concurrent writers store
 * proofs with the same keys, one of them succeeds.
 */
export async function insertProofs(queries: Queries, proofs: readonly Proof[]): Promise<ReadonlySet<Nullifier>> {
  if (proofs.length === 0) return new Set();
  // All batches insert in the same order, so that two batches with common keys cannot deadlock.
  const rows = proofs.map(rowOf).toSorted((left, right) => (left.nullifier < right.nullifier ? -1 : 1));
  const stored = await queries
    .insert(zkProofs)
    .values(rows)
    .onConflictDoNothing()
    .returning({ nullifier: zkProofs.nullifier });
  return new Set(stored.map(({ nullifier }) => nullifier));
}

interface Page {
  readonly limit: number;
  /** Nullifier of the last proof on the previous page. */
  readonly before: Nullifier | undefined;
}

/** Verified proofs of an agent, newest first. */
export async function proofsOfAgent(queries: Queries, did: Did, { limit, before }: Page): Promise<readonly Proof[]> {
  const earlier = sql`(${zkProofs.verifiedAt}, ${zkProofs.nullifier}) < (select verified_at, nullifier from zk_proofs where nullifier = ${before ?? ''} and did = ${did})`;
  const rows = await queries
    .select()
    .from(zkProofs)
    .where(and(eq(zkProofs.did, did), before === undefined ? undefined : earlier))
    .orderBy(desc(zkProofs.verifiedAt), desc(zkProofs.nullifier))
    .limit(limit);
  return rows.map(proofOf);
}

/** A verified proof of an agent, or `undefined` if the agent has no proof with this nullifier. */
export async function findProof(
  queries: Queries,
  { did, nullifier }: Pick<Proof, 'did' | 'nullifier'>,
): Promise<Proof | undefined> {
  const [row] = await queries
    .select()
    .from(zkProofs)
    .where(and(eq(zkProofs.nullifier, nullifier), eq(zkProofs.did, did)));
  return row === undefined ? undefined : proofOf(row);
}
