import type { ConsumerHandler, RecordOf } from '@pos/contract/consumer.ts';
import { applySettlement } from '@pos/contract/reputation/consumers/apply-settlement.ts';
import { settlementConfirmed } from '@pos/contract/x402/events/settlement-confirmed.ts';
import { quarantine } from '@pos/database/quarantine.ts';
import { consumerLambda } from '@pos/runtime/consumer-lambda.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { account } from '@pos/vocabulary/account.ts';
import { assetOf } from '@pos/vocabulary/asset.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import * as z from 'zod';
import { CURRENT_MODEL } from '../model/models.ts';
import { applyEvidenceBatch } from '../store/apply-evidence.ts';
import { findAgents, type RegisteredAgent } from '../store/find-agents.ts';
import { findOwnSettlements, findSettledEvidence, settlementKey } from '../store/find-settlements.ts';
import { evidenceId, type NewEvidence } from '../store/settled-evidence.ts';
import { judgeSettlement, type PaidAgent, type ReportedSettlement } from '../judging/judge-settlement.ts';

type Dependencies = DependenciesOf<typeof applySettlement>;
export type SettlementRecord = RecordOf<typeof settlementConfirmed>;

type Outcome =
  | { readonly kind: 'evidence'; readonly evidence: NewEvidence }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'again'; readonly recordId: string; readonly why: 'chain-lags' | 'chain-down' };

const NOTHING: Outcome = { kind: 'nothing' };
const again = ({ recordId }: SettlementRecord, why: 'chain-lags' | 'chain-down'): Outcome => ({
  kind: 'again',
  recordId,
  why,
});

/**
 * A node may see a transaction later than the node that confirmed it. The queue delivers such an event again until it
 * has this age.
 */
const CHAIN_LAG_MS = 60_000;

/** Concurrent requests to the node. */
const CHAIN_BATCH = 10;

const MAX_KEPT_CHARACTERS = 20_000;

/**
 * Applies settlements to reputations. The registry's own settlements are checked against their rows, and all others on
 * chain. An event that neither check confirms is quarantined with the reason. During an outage of the node, the records
 * that need the node fail and are delivered again, and the others are applied. During an outage of the database the
 * batch throws.
 */
export const apply = (d: Dependencies): ConsumerHandler<typeof applySettlement> => ({
  async handle(records) {
    const outcomes = await judgeAll(d, records);
    const evidence = outcomes.flatMap((each) => (each.kind === 'evidence' ? [each.evidence] : []));
    const applied = await applyEvidenceBatch(d.database, evidence, {
      now: d.clock.now(),
      newId: d.newId,
      model: CURRENT_MODEL,
    });
    d.log.info('Settlements were applied', { records: records.length, applied });
    return { failedRecordIds: outcomes.flatMap((each) => (each.kind === 'again' ? [each.recordId] : [])) };
  },

  async quarantine(refused) {
    for (const { recordId, reason, detail, raw } of refused)
      await quarantine(d.database.orm, {
        consumer: applySettlement.id,
        deliveryId: recordId,
        event: storable(raw),
        reason,
        detail: storable(detail),
      });
  },
});

function reportedBy({ detail: { network, payer, payTo, asset, amount } }: SettlementRecord): ReportedSettlement {
  return {
    network,
    payer: account(network, payer),
    payTo: account(network, payTo),
    asset,
    amountAtomic: amount,
    hasUsdValue: assetOf(network, asset)?.symbol === 'USDC',
  };
}

/** The account of an agent is on the network of the stage, because a profile holds an address without a network. */
const paidAgent = (network: Network, agent: RegisteredAgent | undefined): PaidAgent | undefined =>
  agent && { did: agent.did, payTo: account(network, agent.payTo) };

async function judgeAll(d: Dependencies, records: readonly SettlementRecord[]): Promise<readonly Outcome[]> {
  const [agents, own, settled] = await Promise.all([
    findAgents(
      d.database.orm,
      records.map(({ detail }) => detail.did),
    ),
    findOwnSettlements(
      d.database.orm,
      d.solana.network,
      records.map(({ detail }) => detail.txSignature),
    ),
    findSettledEvidence(
      d.database.orm,
      records.map(({ detail }) => detail),
    ),
  ]);
  const outcomes: Outcome[] = [];
  const toAsk: { readonly record: SettlementRecord; readonly agent: PaidAgent }[] = [];
  for (const record of records) {
    const key = settlementKey(record.detail);
    if (settled.has(key)) continue;
    const judgement = judgeSettlement(reportedBy(record), {
      network: d.solana.network,
      agent: paidAgent(d.solana.network, agents.get(record.detail.did)),
      own: own.get(key),
    });
    if (judgement.kind === 'trusted') {
      const { own: row, agent } = judgement;
      outcomes.push(
        asEvidence(record, agent, row.id, row.slot ?? record.detail.slot, row.confirmedAt ?? record.detail.occurredAt),
      );
    } else if (judgement.kind === 'ask-chain') toAsk.push({ record, agent: judgement.agent });
    else if (judgement.kind === 'ignored')
      d.log.info('A settlement changes no score', { reason: judgement.reason, deliveryId: record.eventId });
    else await keep(d, record, judgement.reason);
  }
  return [...outcomes, ...(await askChain(d, toAsk))];
}

async function askChain(
  d: Dependencies,
  toAsk: readonly { readonly record: SettlementRecord; readonly agent: PaidAgent }[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let start = 0; start < toAsk.length; start += CHAIN_BATCH) {
    const part = toAsk.slice(start, start + CHAIN_BATCH);
    // Sends no more requests to a node that is down. The rest of the batch fails too and is delivered again.
    const down = outcomes.some((each) => each.kind === 'again' && each.why === 'chain-down');
    if (down) outcomes.push(...part.map(({ record }) => again(record, 'chain-down')));
    else outcomes.push(...(await Promise.all(part.map(({ record, agent }) => verified(d, record, agent)))));
  }
  return outcomes;
}

async function verified(d: Dependencies, record: SettlementRecord, agent: PaidAgent): Promise<Outcome> {
  const { txSignature, asset, payTo, payer, amount, occurredAt } = record.detail;
  try {
    const found = await d.solana.verifySettlement({
      signature: txSignature,
      mint: asset,
      payTo,
      payer,
      amountAtomic: amount,
    });
    if (found.ok) {
      // Uses the time of the chain, because a reporter could choose a late time to avoid decay.
      const at = found.value.blockTime ?? new Date(Math.min(occurredAt.getTime(), d.clock.now().getTime()));
      return asEvidence(record, agent, null, found.value.slot, at);
    }
    if (found.error === 'transaction-unknown' && d.clock.now().getTime() - record.time.getTime() < CHAIN_LAG_MS)
      return again(record, 'chain-lags');
    await keep(d, record, found.error);
    return NOTHING;
  } catch (error) {
    if (!(error instanceof OutageError)) throw error;
    d.log.warn('A settlement could not be verified: the node does not answer', {
      deliveryId: record.eventId,
      service: error.service,
    });
    return again(record, 'chain-down');
  }
}

function asEvidence(
  { detail }: SettlementRecord,
  agent: PaidAgent,
  settlementId: string | null,
  slot: bigint,
  occurredAt: Date,
): Outcome {
  const evidence: NewEvidence = {
    eventId: evidenceId('implicit', detail.network, detail.txSignature),
    did: agent.did,
    payer: detail.payer,
    kind: 'implicit',
    outcome: 1,
    usdMicro: usdcAtomic(detail.amount),
    settlementId,
    network: detail.network,
    txSignature: detail.txSignature,
    slot,
    occurredAt,
  };
  return { kind: 'evidence', evidence };
}

async function keep(d: Dependencies, record: SettlementRecord, reason: string): Promise<void> {
  // A carried proof is arbitrary JSON and belongs to its own consumer.
  const { proofHash, proof: _, ...detail } = record.detail;
  const event = z.encode(
    settlementConfirmed.detail,
    proofHash === undefined ? detail : { ...detail, proofHash: storable(proofHash) },
  ) as Json;
  d.log.warn('A settlement was quarantined', { reason, deliveryId: record.eventId, source: record.source });
  await quarantine(d.database.orm, { consumer: applySettlement.id, deliveryId: record.eventId, event, reason });
}

/** PostgreSQL's JSON accepts neither NUL nor lone surrogates, and hostile records may contain both. */
const storable = (text: string): string => text.slice(0, MAX_KEPT_CHARACTERS).replaceAll('\0', '\uFFFD').toWellFormed();

export const handler = consumerLambda(applySettlement, apply);
