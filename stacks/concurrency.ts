/** One of those who share: how much it wants relative to the others, and less than what it cannot work. */
export type Sharer = { readonly id: string; readonly weight: number; readonly least: number };

/**
 * Divides `total` by weight after everybody has had the least. Shares are whole, at least the least, and their sum is at
 * most `total`; `undefined` where the least is already too much.
 */
export function sharesOf(sharers: readonly Sharer[], total: number): ReadonlyMap<string, number> | undefined {
  const least = sharers.reduce((sum, each) => sum + each.least, 0);
  const weight = sharers.reduce((sum, each) => sum + each.weight, 0);
  if (least > total) return undefined;
  return new Map(sharers.map((each) => [each.id, each.least + Math.floor(((total - least) * each.weight) / weight)]));
}
