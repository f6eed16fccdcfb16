import type { EvidenceKind } from '../model/reputation-model.ts';
import type { Evidence } from './evidence.ts';

/** Everything that can be said about a settlement; see `standingEvidence` for what counts of it. */
export type EvidenceItemKind = EvidenceKind | 'outcome' | 'dismissed' | 'reversed';

/** One stored statement. `subject` names the settlement; null where it is about none in particular. */
export interface EvidenceItem extends Omit<Evidence, 'kind'> {
  readonly kind: EvidenceItemKind;
  readonly subject: string | null;
  /** Of two ratings of one settlement the higher revision counts. */
  readonly revision: number;
}

/**
 * What counts of all that was said about a pair's settlements. Statements are never changed or removed: a stronger one
 * takes the weaker one's place here, so that the result does not depend on the order in which they arrived.
 * A reversed payment says nothing. An upheld dispute stands for its settlement, beside an oracle. Otherwise the newest
 * rating counts, unless a dispute over it was dismissed; without one, how the job ended; without that, that it was paid.
 * Oracles and proofs say something else than the payer does and count beside it.
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

/** How a job ended is evidence of the weakest kind, as the mere payment is: somebody else than the payer says it. */
function asEvidence({ id, atMs, kind, outcome, valueUsd }: EvidenceItem): Evidence[] {
  if (kind === 'dismissed' || kind === 'reversed') return [];
  return [{ id, atMs, kind: kind === 'outcome' ? 'implicit' : kind, outcome, valueUsd }];
}
