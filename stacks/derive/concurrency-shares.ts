/** One of those who share: how much it wants relative to the others, and less than what it cannot work. */
export type Sharer = { readonly id: string; readonly weight: number; readonly least: number };

/**
 * Divides `total` by weight after everybody has had the least, to the last one: what rounding leaves over goes to those
 * who lost most by it (largest remainders, earlier ones first). `undefined` where the least is already too much.
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
