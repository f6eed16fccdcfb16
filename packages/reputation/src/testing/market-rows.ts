import { randomBytes, randomUUID } from 'node:crypto';
import type { Database } from '@pos/database/database.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { reputationPairs } from '@pos/database/schema/reputation-pairs.ts';
import { reputationScores } from '@pos/database/schema/reputation-scores.ts';
import { sampleAgent } from '@pos/database/testing/sample-rows.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { transactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { eq } from 'drizzle-orm';
import { agentRowFrom } from '../domain/agent-row.ts';
import { CURRENT_MODEL } from '../model/models.ts';
import { readRatedPairs } from '../store/read-pairs.ts';
import { agentState } from '../store/row-states.ts';
import { evidenceId, type NewEvidence } from '../store/settled-evidence.ts';

export const anyWallet = (): SolanaAddress => solanaAddress(encodeBase58(randomBytes(32)));
export const anySignature = () => transactionSignature(encodeBase58(randomBytes(64)));

/** Registers an agent under a unique name. */
export async function addAgent(database: Database): Promise<Did> {
  const agent = sampleAgent(`agent-${randomUUID()}`);
  await database.orm.insert(agentProfiles).values(agent);
  return agent.did;
}

/** An evidence item about a payment of a quarter of a dollar. */
export function pieceOf(
  did: Did,
  payer: SolanaAddress,
  occurredAt: Date,
  more: Partial<NewEvidence> = {},
): NewEvidence {
  const kind = more.kind ?? 'implicit';
  const txSignature = more.txSignature ?? anySignature();
  return {
    eventId: evidenceId(kind, SOLANA_DEVNET, txSignature, kind === 'implicit' ? undefined : String(more.revision ?? 0)),
    did,
    payer,
    kind,
    outcome: 1,
    usdMicro: usdcAtomic(250_000n),
    network: SOLANA_DEVNET,
    txSignature,
    occurredAt,
    ...more,
  };
}

/** The stored rows of an agent, in an order that does not depend on their arrival. */
export async function storedOf({ orm }: Database, did: Did) {
  const [score] = await orm.select().from(reputationScores).where(eq(reputationScores.did, did));
  const pairs = await orm
    .select()
    .from(reputationPairs)
    .where(eq(reputationPairs.did, did))
    .orderBy(reputationPairs.payer);
  return { score, pairs: pairs.map(({ payer, state }) => ({ payer, state })) };
}

/**
 * The agent's sums, computed from all of its pairs at the stored landmark and epoch. The stored sums must equal them.
 */
export async function recomputedState({ orm }: Database, did: Did): Promise<readonly number[]> {
  const [score] = await orm.select().from(reputationScores).where(eq(reputationScores.did, did));
  const pairs = await readRatedPairs(orm, [did], score?.epoch ?? null, CURRENT_MODEL);
  return agentState(agentRowFrom(pairs, score?.state[0] ?? 0, CURRENT_MODEL));
}
