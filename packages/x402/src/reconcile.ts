import { decideReconciliation, expiredBelow, type Reconciliation } from '@pos/ledger/domain/decide-reconciliation.ts';
import { record, type Driving } from './drive-settlement.ts';
import type { StoredPayment } from './payments.ts';

/**
 * What one pass did: payments by what was decided for them, and claims that ended unsettled. `vanished` above zero is an
 * alarm: the chain forgot what it had confirmed.
 */
export type ReconciliationReport = Readonly<Record<Reconciliation['kind'] | 'expireClaim', number>>;

export interface ReconcilerOptions {
  /**
   * Payments sent more recently are left to the request that sent them. Above the time within which `/settle` answers.
   * Zero at the start of a system, where no request is under way.
   */
  readonly settleGraceMs?: number;
  readonly pageSize?: number;
}

const DEFAULT_GRACE_MS = 20_000;
/** As many statuses as the chain tells at once. */
const DEFAULT_PAGE_SIZE = 256;

/**
 * One pass over all payments without a final outcome: asks the chain what became of each and makes the rows say so.
 * Several reconcilers and any number of `/settle` requests may work on the same payments: each change is conditional on
 * the state it was decided in, so that a payment is confirmed, and its event written, exactly once.
 */
export async function reconcile(
  d: Driving,
  { settleGraceMs = DEFAULT_GRACE_MS, pageSize = DEFAULT_PAGE_SIZE }: ReconcilerOptions = {},
): Promise<ReconciliationReport> {
  const report = { confirm: 0, finalize: 0, fail: 0, expire: 0, rebroadcast: 0, wait: 0, vanished: 0, expireClaim: 0 };
  report.expireClaim = await d.payments.expireClaims(expiredBelow(await d.solana.tip('finalized')));
  const sentBefore = new Date(d.clock.now().getTime() - settleGraceMs + 1);
  let afterId: string | undefined;
  for (;;) {
    const page = await d.payments.unfinished({ sentBefore, afterId, limit: pageSize });
    const decided = await decidePage(d, page);
    for (const { payment, decision } of decided) {
      report[decision.kind] += 1;
      if (decision.kind !== 'finalize') await record(d, payment, decision);
    }
    const final = decided.filter(({ decision }) => decision.kind === 'finalize').map(({ payment }) => payment.id);
    await d.payments.finalize(final, d.clock.now());
    afterId = page.at(-1)?.id;
    if (afterId === undefined || page.length < pageSize) return report;
  }
}

/** The tip is read before the statuses: a status that is newer than the tip can vouch that nothing landed up to it. */
async function decidePage(d: Driving, page: readonly StoredPayment[]) {
  if (page.length === 0) return [];
  const finalized = await d.solana.tip('finalized');
  const sent = page.flatMap((payment) =>
    payment.txSignature === null ? [] : [{ payment, signature: payment.txSignature }],
  );
  const statuses = await d.solana.statuses(
    sent.map(({ signature }) => signature),
    { history: true },
  );
  return sent.flatMap(({ payment }, index) => {
    const status = statuses[index];
    return status === undefined ? [] : [{ payment, decision: decideReconciliation(payment, { finalized, status }) }];
  });
}
