import { record, type Driving } from './drive-settlement.ts';
import type { PaymentReconciliation, SchemeOutcomes } from './schemes/scheme.ts';

/**
 * Counts of one pass: payments by decision, and reservations that expired without settlement. `vanished` above zero
 * raises an alarm, because a payment that was confirmed is no longer on chain.
 */
export type ReconciliationReport = Readonly<Record<PaymentReconciliation['kind'] | 'expireReservation', number>>;

export interface ReconcilerOptions {
  /**
   * Payments sent less than this many ms ago are left to the request that sent them. It must exceed the time that
   * `/settle` takes to respond. Use zero at the start of a system, when no request is running.
   */
  readonly settleGraceMs?: number;
  readonly pageSize?: number;
}

const DEFAULT_GRACE_MS = 20_000;
/** Maximum number of signatures that one `getSignatureStatuses` request of Solana accepts. */
const DEFAULT_PAGE_SIZE = 256;

type Reconciling = Driving & { readonly schemes: readonly SchemeOutcomes[] };

/**
 * Runs one pass over all payments without a final outcome. Asks each scheme for the outcomes of its payments and
 * updates the rows. Several reconcilers and any number of `/settle` requests may work on the same payments, because
 * each change is conditional on the state on which the decision was based. A payment is therefore confirmed, and its
 * event written, exactly once.
 */
export async function reconcile(d: Reconciling, options: ReconcilerOptions = {}): Promise<ReconciliationReport> {
  const report = { ...NOTHING_DONE };
  for (const scheme of d.schemes) await reconcileScheme(d, scheme, options, report);
  return report;
}

const NOTHING_DONE = {
  confirm: 0,
  finalize: 0,
  fail: 0,
  expire: 0,
  rebroadcast: 0,
  wait: 0,
  vanished: 0,
  expireReservation: 0,
};

async function reconcileScheme(
  d: Driving,
  scheme: SchemeOutcomes,
  { settleGraceMs = DEFAULT_GRACE_MS, pageSize = DEFAULT_PAGE_SIZE }: ReconcilerOptions,
  report: { -readonly [Kind in keyof ReconciliationReport]: number },
): Promise<void> {
  report.expireReservation += await d.payments.expireReservations(scheme, await scheme.expiredBelow());
  const sentBefore = new Date(d.clock.now().getTime() - settleGraceMs + 1);
  let afterId: string | undefined;
  for (;;) {
    const page = await d.payments.unfinished(scheme, { sentBefore, afterId, limit: pageSize });
    const decisions = page.length === 0 ? [] : await scheme.reconcile(page);
    const final: string[] = [];
    for (const [index, payment] of page.entries()) {
      const decision = decisions[index] ?? { kind: 'wait' };
      report[decision.kind] += 1;
      if (decision.kind === 'finalize') final.push(payment.id);
      else await record(d, scheme, payment, decision);
    }
    await d.payments.finalize(final, d.clock.now());
    afterId = page.at(-1)?.id;
    if (afterId === undefined || page.length < pageSize) return;
  }
}
