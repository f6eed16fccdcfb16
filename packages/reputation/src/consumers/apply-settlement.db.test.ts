import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { reputationChanged } from '@pos/contract/reputation/events/reputation-changed.ts';
import { getScore } from '@pos/contract/reputation/routes/get-score.ts';
import { readAudit } from '@pos/database/audit.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { eventQuarantine } from '@pos/database/schema/event-quarantine.ts';
import { outbox } from '@pos/database/schema/outbox.ts';
import { reputationEvidence } from '@pos/database/schema/reputation-evidence.ts';
import { reputationPairs } from '@pos/database/schema/reputation-pairs.ts';
import { reputationScores } from '@pos/database/schema/reputation-scores.ts';
import { settlements } from '@pos/database/schema/settlements.ts';
import { sampleAgent, sampleSettlement } from '@pos/database/testing/sample-rows.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { ASSETS } from '@pos/vocabulary/asset.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { did, type Did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET, SOLANA_MAINNET } from '@pos/vocabulary/network.ts';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import { err, ok } from '@pos/vocabulary/result.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { transactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { and, count, eq, like } from 'drizzle-orm';
import * as z from 'zod';
import type { applySettlement } from '@pos/contract/reputation/consumers/apply-settlement.ts';
import { CURRENT_MODEL } from '../model/models.ts';
import { getScore as score } from '../routes/get-score.ts';
import { apply, type SettlementRecord } from './apply-settlement.ts';

type Solana = DependenciesOf<typeof applySettlement>['solana'];
type Answer = Awaited<ReturnType<Solana['verifySettlement']>>;

const NOW = new Date('2026-03-10T12:00:00.000Z');
const USDC = ASSETS[SOLANA_DEVNET].find(({ symbol }) => symbol === 'USDC')?.mint ?? solanaAddress('');
const WSOL = ASSETS[SOLANA_DEVNET].find(({ symbol }) => symbol === 'wSOL')?.mint ?? solanaAddress('');
const address = (): SolanaAddress => solanaAddress(encodeBase58(randomBytes(32)));
const signature = () => transactionSignature(encodeBase58(randomBytes(64)));
const minutesAgo = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

describe('apply-settlement', () => {
  let database: TestDatabase;
  let payTo: SolanaAddress;
  let verify: (record: { readonly signature: string }) => Promise<Answer>;
  let asked = 0;
  let agents = 0;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  const solana = {
    network: SOLANA_DEVNET,
    verifySettlement: (claim: { readonly signature: string }) => {
      asked += 1;
      return verify(claim);
    },
  } as unknown as Solana;
  const dependencies = () => ({
    database: database.app,
    solana,
    clock: { now: () => NOW },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    newId: randomUUID,
    stage: 'test' as never,
    publicUrl: 'http://localhost' as never,
  });
  const consume = (records: readonly SettlementRecord[]) => apply(dependencies()).handle(records);

  const newAgent = async (): Promise<Did> => {
    agents += 1;
    const agent = sampleAgent(`agent-${agents}`);
    payTo = agent.payTo;
    await database.app.orm.insert(agentProfiles).values(agent);
    return agent.did;
  };
  const recordOf = (agent: Did, more: Partial<SettlementRecord['detail']> = {}): SettlementRecord => {
    const eventId = randomUUID();
    return {
      recordId: randomUUID(),
      eventId,
      source: 'pos.x402',
      time: minutesAgo(10),
      event: 'settlement-confirmed',
      detail: {
        eventId,
        settlementId: randomUUID(),
        did: agent,
        network: SOLANA_DEVNET,
        asset: USDC,
        amount: 250_000n,
        payer: address(),
        payTo,
        txSignature: signature(),
        slot: 7n,
        occurredAt: minutesAgo(10),
        ...more,
      },
    };
  };
  /** A payment that the registry settled itself. */
  const settled = async (agent: Did, more: Partial<SettlementRecord['detail']> = {}): Promise<SettlementRecord> => {
    const record = recordOf(agent, more);
    const { settlementId, asset, amount, payer, txSignature, occurredAt } = record.detail;
    await database.app.orm.insert(settlements).values({
      ...sampleSettlement(settlementId, settlementId),
      status: 'confirmed',
      agentDid: agent,
      asset,
      amountAtomic: amount,
      payer,
      payTo,
      txSignature,
      slot: 7n,
      confirmedAt: occurredAt,
    });
    return record;
  };
  const scoreOf = async (agent: Did) =>
    (await database.app.orm.select().from(reputationScores).where(eq(reputationScores.did, agent)))[0];
  const evidenceCount = async (agent: Did) =>
    (
      await database.app.orm
        .select({ count: count() })
        .from(reputationEvidence)
        .where(eq(reputationEvidence.did, agent))
    )[0]?.count;
  const reasonsOf = async (record: SettlementRecord) =>
    (await database.app.orm.select().from(eventQuarantine).where(eq(eventQuarantine.deliveryId, record.eventId))).map(
      ({ reason }) => reason,
    );
  const changesOf = (agent: Did) =>
    database.app.orm
      .select()
      .from(outbox)
      .where(and(eq(outbox.detailType, 'ReputationChanged.v1'), like(outbox.source, 'pos.reputation')))
      .then((rows) =>
        rows
          .map(({ detail }) => z.decode(reputationChanged.detail, detail as never))
          .filter((detail) => detail.did === agent),
      );
  const ask = async (agent: string, query: object = {}) => {
    const request = {
      params: undefined,
      query: getScore.query.parse({ did: agent, ...query }),
      headers: undefined,
      body: undefined,
      caller: undefined,
    };
    return score(dependencies())({ ...request, requestId: 'test', deadline: NOW });
  };

  it('counts an event once when it is delivered five times, twice concurrently and once under another id', async () => {
    const agent = await newAgent();
    const record = await settled(agent);
    await Promise.all([consume([record, record]), consume([record])]);
    const first = await scoreOf(agent);
    await consume([record]);
    await consume([{ ...record, eventId: randomUUID(), detail: { ...record.detail, eventId: randomUUID() } }]);
    expect(await evidenceCount(agent)).toBe(1);
    expect(await scoreOf(agent)).toEqual(first);
    expect(first?.version).toBe(1);
    const [change, ...others] = await changesOf(agent);
    expect(others).toEqual([]);
    const [audit] = await readAudit(database.app.orm, agent);
    expect(change).toMatchObject({ sequence: 1, auditHash: audit?.hash, score: { scoreBps: first?.scoreBps } });
  });

  it('gives the same bits for events in and out of order', async () => {
    const [ordered, shuffled] = [await newAgent(), await newAgent()];
    const payers = [address(), address()];
    const plan = Array.from({ length: 12 }, (_, index) => ({
      payer: payers[index % 2] ?? address(),
      amount: BigInt(10_000 * (index + 1)),
      occurredAt: minutesAgo(5_000 - 300 * index),
    }));
    const inOrder: SettlementRecord[] = [];
    const otherOrder: SettlementRecord[] = [];
    for (const each of plan) {
      inOrder.push(await settled(ordered, each));
      otherOrder.push(await settled(shuffled, each));
    }
    for (const record of inOrder) await consume([record]);
    for (const index of [7, 2, 11, 0, 5]) await consume(otherOrder.slice(index, index + 1));
    await consume(otherOrder.toReversed());
    const [left, right] = [await scoreOf(ordered), await scoreOf(shuffled)];
    expect(right?.state).toEqual(left?.state);
    expect(right?.scoreBps).toBe(left?.scoreBps);
    const pairs = async (agent: Did) =>
      (
        await database.app.orm
          .select()
          .from(reputationPairs)
          .where(eq(reputationPairs.did, agent))
          .orderBy(reputationPairs.payer)
      ).map(({ payer, state }) => ({ payer, state }));
    expect(await pairs(shuffled)).toEqual(await pairs(ordered));
    expect(left?.state[1]).toBe(2);
  });

  it('applies batches about many agents concurrently', async () => {
    const dids: Did[] = [];
    for (let index = 0; index < 20; index += 1) dids.push(await newAgent());
    const records: SettlementRecord[] = [];
    for (const agent of dids) for (let index = 0; index < 4; index += 1) records.push(await settled(agent));
    const even = records.filter((_, index) => index % 2 === 0);
    const odd = records.filter((_, index) => index % 2 === 1).toReversed();
    const outcomes = await Promise.all([consume(even), consume(odd)]);
    expect(outcomes.flatMap(({ failedRecordIds }) => failedRecordIds)).toEqual([]);
    for (const agent of dids) {
      expect(await evidenceCount(agent)).toBe(4);
      expect((await scoreOf(agent))?.state[1]).toBe(4);
      expect((await readAudit(database.app.orm, agent)).length).toBe(2);
    }
  });

  it('counts no payment that a wallet made to itself, also if a report names another payee', async () => {
    const agent = await newAgent();
    const record = await settled(agent, { payer: payTo });
    const forged = { ...record, eventId: randomUUID(), detail: { ...record.detail, payTo: address() } };
    await consume([record, forged]);
    expect(await evidenceCount(agent)).toBe(0);
    expect([await reasonsOf(record), await reasonsOf(forged)]).toEqual([['paid-itself'], ['payee-not-of-agent']]);
  });

  it('dates a foreign settlement by the chain, not by its reporter', async () => {
    const agent = await newAgent();
    const record = recordOf(agent, { occurredAt: NOW });
    const blockTime = minutesAgo(9_000);
    verify = async () =>
      ok({
        signature: record.detail.txSignature,
        slot: 99n,
        blockTime,
        succeeded: true,
        feePayer: payTo,
        movements: [],
      });
    expect(await consume([record])).toEqual({ failedRecordIds: [] });
    const [evidence] = await database.app.orm
      .select()
      .from(reputationEvidence)
      .where(eq(reputationEvidence.did, agent));
    expect(evidence).toMatchObject({
      occurredAt: blockTime,
      slot: 99n,
      usdMicro: 250_000n,
      kind: 'implicit',
      settlementId: null,
    });
  });

  it('quarantines unconfirmed settlements, each with the reason, and changes no score', async () => {
    const [agent, other] = [await newAgent(), await newAgent()];
    verify = async () => err('amount-differs');
    const mine = await settled(other);
    const self = address();
    const records: readonly (readonly [SettlementRecord, string])[] = [
      [recordOf(agent), 'amount-differs'],
      [recordOf(did('did:web:nobody.example')), 'agent-unknown'],
      [recordOf(agent, { network: SOLANA_MAINNET }), 'other-network'],
      [recordOf(agent, { payTo: address() }), 'payee-not-of-agent'],
      [recordOf(agent, { payer: self, payTo: self }), 'paid-itself'],
      [
        recordOf(agent, { txSignature: mine.detail.txSignature, payer: mine.detail.payer }),
        'contradicts-own-settlement',
      ],
    ];
    for (let delivery = 0; delivery < 2; delivery += 1)
      expect(await consume(records.map(([record]) => record))).toEqual({ failedRecordIds: [] });
    for (const [record, reason] of records) expect(await reasonsOf(record)).toEqual([reason]);
    expect(await scoreOf(agent)).toBeUndefined();
  });

  it('asks the chain about an own settlement that is reported with another amount or payer', async () => {
    const agent = await newAgent();
    const record = await settled(agent);
    verify = async () => err('payer-did-not-pay');
    const forged = { ...record, eventId: randomUUID(), detail: { ...record.detail, payer: address() } };
    const dearer = { ...record, eventId: randomUUID(), detail: { ...record.detail, amount: 9_000_000n } };
    await consume([forged, dearer]);
    expect([await reasonsOf(forged), await reasonsOf(dearer)]).toEqual([['payer-did-not-pay'], ['payer-did-not-pay']]);
    expect(await evidenceCount(agent)).toBe(0);
  });

  it('changes no score for tokens without a value in USD', async () => {
    const agent = await newAgent();
    const record = await settled(agent, { asset: WSOL });
    await consume([record]);
    expect([await evidenceCount(agent), await reasonsOf(record)]).toEqual([0, []]);
  });

  it('fails records that it cannot verify in an outage, applies the rest, and stops asking the node', async () => {
    const agent = await newAgent();
    const known = await settled(agent);
    const foreign = Array.from({ length: 30 }, () => recordOf(agent));
    verify = () => Promise.reject(new OutageError('solana', 'down'));
    asked = 0;
    const { failedRecordIds } = await consume([...foreign, known]);
    expect(new Set(failedRecordIds)).toEqual(new Set(foreign.map(({ recordId }) => recordId)));
    expect(asked).toBe(10);
    expect(await evidenceCount(agent)).toBe(1);
  });

  it('retries a transaction that the node may not have seen yet', async () => {
    const agent = await newAgent();
    verify = async () => err('transaction-unknown');
    const young = Array.from({ length: 10 }, () => ({ ...recordOf(agent), time: NOW }));
    const old = recordOf(agent);
    expect(await consume([...young, old])).toEqual({ failedRecordIds: young.map(({ recordId }) => recordId) });
    expect(await reasonsOf(old)).toEqual(['transaction-unknown']);
  });

  it('replays pairs of another model before it adds to them', async () => {
    const agent = await newAgent();
    const records: SettlementRecord[] = [];
    for (let index = 0; index < 3; index += 1)
      records.push(await settled(agent, { occurredAt: minutesAgo(100 - index) }));
    await consume(records);
    const expected = (await scoreOf(agent))?.state;
    await database.app.orm
      .update(reputationPairs)
      .set({ modelVersion: 'pos-reputation/0', state: [9, 0, 9] })
      .where(eq(reputationPairs.did, agent));
    await database.app.orm
      .update(reputationScores)
      .set({ modelVersion: 'pos-reputation/0', state: [1] })
      .where(eq(reputationScores.did, agent));
    await consume([await settled(agent, { payer: records[0]?.detail.payer ?? address(), occurredAt: minutesAgo(1) })]);
    const state = (await scoreOf(agent))?.state ?? [];
    expect(state.slice(0, 2)).toEqual(expected?.slice(0, 2));
    expect(state.length).toBe(expected?.length);
    expect(state.every((value, index) => value >= 0.9 * (expected?.[index] ?? 0))).toBe(true);
  });

  it('quarantines records that do not parse, even with hostile bytes', async () => {
    const recordId = randomUUID();
    const refused = {
      recordId,
      reason: 'not-json' as const,
      detail: 'The message body is not JSON.',
      raw: 'a\0b\uD800',
    };
    await apply(dependencies()).quarantine([refused]);
    const [kept] = await database.app.orm
      .select()
      .from(eventQuarantine)
      .where(eq(eventQuarantine.deliveryId, recordId));
    expect(kept).toMatchObject({ reason: 'not-json', event: 'a\uFFFDb\uFFFD' });
  });

  it('answers with the score as of now, with and without a job value', async () => {
    const agent = await newAgent();
    for (let index = 0; index < 5; index += 1) await consume([await settled(agent, { amount: 50_000n })]);
    const plain = await ask(agent);
    const scoped = await ask(agent, { jobValue: '100000000' });
    if (plain.kind === 'refusal' || scoped.kind === 'refusal') throw new Error('The agent is registered.');
    expect(z.encode(getScore.responses[200], plain.body)).toMatchObject({
      did: agent,
      jobValue: null,
      asOf: NOW.toISOString(),
      modelVersion: CURRENT_MODEL.version,
    });
    expect(plain.body.scoreBps).toBe((await scoreOf(agent))?.scoreBps);
    expect(scoped.body.jobValue).toBe(100_000_000n);
    expect(scoped.body.evidence).toBeLessThan(plain.body.evidence);
  });

  it('distinguishes an agent without evidence from an unknown agent', async () => {
    const agent = await newAgent();
    const fresh = await ask(agent);
    expect(fresh).toMatchObject({ kind: 'reply', status: 200, body: { evidence: 0, reasons: ['LOW_EVIDENCE'] } });
    expect(await ask('did:web:nobody.example')).toMatchObject({ kind: 'refusal', problem: { code: 'agent-unknown' } });
  });
});
