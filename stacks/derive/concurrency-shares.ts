/**
 * A function among which concurrency is divided, with its weight relative to the others and its minimum concurrency.
 */
type Sharer = { readonly id: string; readonly weight: number; readonly least: number };

/**
 * Divides `total` completely. Each sharer gets its minimum. The remainder is divided by weight and rounded by the
 * largest-remainder method, in which earlier sharers win ties. `undefined` if the sum of the minimums exceeds `total`.
 */
export function sharesOf(sharers: readonly Sharer[], total: number): ReadonlyMap<string, number> | undefined {
  const least = sharers.reduce((sum, each) => sum + each.least, 0);
  const weight = sharers.reduce((sum, each) => sum + each.weight, 0);
  const left = total - least;
  if (left < 0) return undefined;
  const exact = sharers.map((each) => ({ ...each, more: (left * each.weight) / weight }));
  const rounded = exact.reduce((sum, { more }) => sum + Math.floor(more), 0);
  const byLoss = exact.toSorted((one, other) => (other.more % 1) - (one.more % 1));
  const favoured = new Set(byLoss.slice(0, left - rounded).map(({ id }) => id));
  return new Map(
    exact.map(({ id, least: first, more }) => [id, first + Math.floor(more) + (favoured.has(id) ? 1 : 0)]),
  );
}
