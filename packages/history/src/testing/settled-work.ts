import { randomBytes, randomUUID } from 'node:crypto';
import type { RecordOf } from '@pos/contract/consumer.ts';
import type { settlementConfirmed } from '@pos/contract/x402/events/settlement-confirmed.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import { sampleAgent, sampleSettlement } from '@pos/database/testing/sample-rows.ts';
import type { TestDatabase } from '@pos/database/testing/test-database.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { transactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { uuidV7 } from '@pos/vocabulary/uuid.ts';

export type SettlementRecord = RecordOf<typeof settlementConfirmed>;
type SettlementRow = typeof settlements.$inferInsert;

export const someAddress = (): SolanaAddress => solanaAddress(encodeBase58(randomBytes(32)));

/** Inserts the profile of an agent whose DID derives from `name`. */
export async function addAgent(database: TestDatabase, name: string): Promise<Did> {
  const agent = sampleAgent(name);
  await database.owner.orm.insert(agentProfiles).values(agent);
  return agent.did;
}

/** Inserts a confirmed settlement and returns its event. */
export async function settledWork(
  database: TestDatabase,
  did: Did,
  changes: Partial<SettlementRow> = {},
): Promise<SettlementRecord> {
  const id = uuidV7(new Date(), randomBytes(10));
  const amount = BigInt(changes.usdMicro ?? 10_000n);
  const row: SettlementRow = {
    ...sampleSettlement(id, id),
    status: 'confirmed',
    agentDid: did,
    amountAtomic: amount,
    usdMicro: usdcAtomic(amount),
    payer: someAddress(),
    txSignature: transactionSignature(encodeBase58(randomBytes(64))),
    slot: 7n,
    confirmedAt: new Date(),
    ...changes,
  };
  await database.owner.orm.insert(settlements).values(row);
  return recordOf(row, did);
}

/** The event of a settlement as the bus delivers it. Each call returns a new delivery with a new record id. */
export function recordOf(row: SettlementRow, did: Did): SettlementRecord {
  const eventId = randomUUID();
  const { network, asset, payer, payTo } = row;
  if (row.txSignature === undefined || row.txSignature === null)
    throw new Error('The settlement has no transaction, so there is no event of it');
  return {
    recordId: randomUUID(),
    eventId,
    source: 'pos.x402',
    time: new Date(),
    event: 'settlement-confirmed',
    detail: {
      eventId,
      settlementId: row.id,
      did,
      network,
      asset,
      amount: row.amountAtomic,
      payer,
      payTo,
      txSignature: row.txSignature,
      slot: 7n,
      occurredAt: new Date(),
    },
  };
}
