import type { EvidenceKind } from '../model/reputation-model.ts';
import type { Evidence } from './evidence.ts';

/** Kinds of evidence items about a settlement. `standingEvidence` says which of them count. */
export type EvidenceItemKind = EvidenceKind | 'outcome' | 'dismissed' | 'reversed';

/** One stored evidence item. `subject` names its settlement; it is null for an item about no particular settlement. */
export interface EvidenceItem extends Omit<Evidence, 'kind'> {
  readonly kind: EvidenceItemKind;
  readonly subject: string | null;
  /** If a settlement has two ratings, the one with the higher revision counts. */
  readonly revision: number;
}

/**
 * Selects the evidence items of a pair that count. Items are never changed or removed. Here a stronger item replaces a
 * weaker one, so the result does not depend on the order of arrival. For each settlement:
 *
 * - A reversed payment counts nothing.
 * - An upheld dispute counts alone, beside oracles.
 * - Otherwise the newest rating counts, unless a dispute over it was dismissed; without a rating, the newest reported
 *   outcome.
 * - Oracles and proofs are independent of the payer and count beside the rating or outcome. The mere payment counts
 *   where there is nothing else.
 */
export function standingEvidence(items: readonly EvidenceItem[]): Evidence[] {
  const alone = items.filter(({ subject }) => subject === null);
  const bySubject = Map.groupBy(
    items.filter(({ subject }) => subject !== null),
    ({ subject }) => subject,
  );
  return [...alone, ...[...bySubject.values()].flatMap(standingOfOne)].flatMap(asEvidence);
}

function standingOfOne(items: readonly EvidenceItem[]): readonly EvidenceItem[] {
  if (items.length === 1) return items;
  const of = (kind: EvidenceItemKind): readonly EvidenceItem[] => items.filter((each) => each.kind === kind);
  if (of('reversed').length > 0) return [];
  const adjudicated = of('adjudicated');
  if (adjudicated.length > 0) return [...adjudicated, ...of('oracle')];
  const witnesses = [...of('oracle'), ...of('zk')];
  const ratings = of('dismissed').length > 0 ? [] : newest(of('rating'));
  if (ratings.length > 0) return [...ratings, ...witnesses];
  const outcomes = newest(of('outcome'));
  if (outcomes.length > 0) return [...outcomes, ...witnesses];
  return witnesses.length > 0 ? witnesses : of('implicit');
}

function newest(items: readonly EvidenceItem[]): readonly EvidenceItem[] {
  const [first, ...others] = items;
  if (first === undefined) return [];
  return [others.reduce((best, each) => (isNewer(each, best) ? each : best), first)];
}

const isNewer = (left: EvidenceItem, right: EvidenceItem): boolean =>
  left.revision > right.revision || (left.revision === right.revision && left.id > right.id);

/**
 * A reported outcome is implicit evidence, the weakest kind, like the mere payment: it does not come from the payer.
 */
function asEvidence({ id, atMs, kind, outcome, valueUsd }: EvidenceItem): Evidence[] {
  if (kind === 'dismissed' || kind === 'reversed') return [];
  return [{ id, atMs, kind: kind === 'outcome' ? 'implicit' : kind, outcome, valueUsd }];
}
