import type { RecordOf } from '@pos/contract/consumer.ts';
import type { settlementConfirmed } from '@pos/contract/x402/events/settlement-confirmed.ts';
import type { SettlementStatus } from '@pos/database/schema/settlements.ts';
import { assetOf } from '@pos/vocabulary/asset.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type { KnownAgent } from '../store/find-agents.ts';

export type SettlementRecord = RecordOf<typeof settlementConfirmed>;

/** The registry's own row of the transaction. */
export interface OwnSettlement {
  readonly id: string;
  readonly status: SettlementStatus;
  readonly agentDid: Did | null;
  readonly asset: SolanaAddress;
  readonly amountAtomic: bigint;
  readonly payer: SolanaAddress;
  readonly payTo: SolanaAddress;
  readonly slot: bigint | null;
  readonly confirmedAt: Date | null;
}

export type Judgement =
  | { readonly kind: 'trusted'; readonly agent: KnownAgent; readonly own: OwnSettlement }
  | { readonly kind: 'ask-chain'; readonly agent: KnownAgent }
  | { readonly kind: 'ignored'; readonly reason: 'asset-without-value' }
  | {
      readonly kind: 'quarantined';
      readonly reason:
        'other-network' | 'agent-unknown' | 'paid-itself' | 'payee-not-of-agent' | 'contradicts-own-settlement';
    };

/**
 * Decides whether a reported settlement may change a score. The reporter does not matter, because sources can be
 * forged. A report is accepted if the registry settled the same payment itself. Otherwise it must be checked on chain.
 */
export function judgeSettlement(
  { detail }: SettlementRecord,
  known: { readonly network: Network; readonly agent: KnownAgent | undefined; readonly own: OwnSettlement | undefined },
): Judgement {
  const { network, agent, own } = known;
  if (detail.network !== network) return { kind: 'quarantined', reason: 'other-network' };
  if (assetOf(network, detail.asset)?.symbol !== 'USDC') return { kind: 'ignored', reason: 'asset-without-value' };
  if (agent === undefined) return { kind: 'quarantined', reason: 'agent-unknown' };
  if (detail.payer === detail.payTo) return { kind: 'quarantined', reason: 'paid-itself' };
  if (own !== undefined && own.agentDid !== null && own.agentDid !== agent.did)
    return { kind: 'quarantined', reason: 'contradicts-own-settlement' };
  if (own !== undefined && isSameSettlement(detail, agent, own)) return { kind: 'trusted', agent, own };
  if (agent.payTo !== detail.payTo) return { kind: 'quarantined', reason: 'payee-not-of-agent' };
  return { kind: 'ask-chain', agent };
}

const isSameSettlement = (detail: SettlementRecord['detail'], agent: KnownAgent, own: OwnSettlement): boolean =>
  (own.status === 'confirmed' || own.status === 'finalized') &&
  own.agentDid === agent.did &&
  own.asset === detail.asset &&
  own.amountAtomic === detail.amount &&
  own.payer === detail.payer &&
  // Without this check, a payment to oneself would pass under a report that names another payee.
  own.payTo === detail.payTo;
