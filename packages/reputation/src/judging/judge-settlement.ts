import type { SettlementStatus } from '@pos/database/schema/settlements.ts';
import type { Account } from '@pos/vocabulary/account.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { ChainId } from '@pos/vocabulary/network.ts';

/** A settlement as an event reports it, with the payer and the payee as accounts of the reported network. */
export interface ReportedSettlement {
  readonly network: ChainId;
  readonly payer: Account;
  readonly payTo: Account;
  /** The token, in the form of its network. */
  readonly asset: string;
  readonly amountAtomic: bigint;
  /** Whether the registry knows the token's value in USD. */
  readonly hasUsdValue: boolean;
}

/** A registered agent and the account on which it is paid. */
export interface PaidAgent {
  readonly did: Did;
  readonly payTo: Account;
}

/** The registry's own row of the transaction. */
export interface OwnSettlement {
  readonly id: string;
  readonly status: SettlementStatus;
  readonly agentDid: Did | null;
  readonly asset: string;
  readonly amountAtomic: bigint;
  readonly payer: Account;
  readonly payTo: Account;
  readonly slot: bigint | null;
  readonly confirmedAt: Date | null;
}

export type Judgement =
  | { readonly kind: 'trusted'; readonly agent: PaidAgent; readonly own: OwnSettlement }
  | { readonly kind: 'ask-chain'; readonly agent: PaidAgent }
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
  reported: ReportedSettlement,
  known: { readonly network: ChainId; readonly agent: PaidAgent | undefined; readonly own: OwnSettlement | undefined },
): Judgement {
  const { network, agent, own } = known;
  if (reported.network !== network) return { kind: 'quarantined', reason: 'other-network' };
  if (!reported.hasUsdValue) return { kind: 'ignored', reason: 'asset-without-value' };
  if (agent === undefined) return { kind: 'quarantined', reason: 'agent-unknown' };
  if (reported.payer === reported.payTo) return { kind: 'quarantined', reason: 'paid-itself' };
  if (own !== undefined && own.agentDid !== null && own.agentDid !== agent.did)
    return { kind: 'quarantined', reason: 'contradicts-own-settlement' };
  if (own !== undefined && isSameSettlement(reported, agent, own)) return { kind: 'trusted', agent, own };
  if (agent.payTo !== reported.payTo) return { kind: 'quarantined', reason: 'payee-not-of-agent' };
  return { kind: 'ask-chain', agent };
}

const isSameSettlement = (reported: ReportedSettlement, agent: PaidAgent, own: OwnSettlement): boolean =>
  (own.status === 'confirmed' || own.status === 'finalized') &&
  own.agentDid === agent.did &&
  own.asset === reported.asset &&
  own.amountAtomic === reported.amountAtomic &&
  own.payer === reported.payer &&
  // Without this check, a payment to oneself would pass under a report that names another payee.
  own.payTo === reported.payTo;
