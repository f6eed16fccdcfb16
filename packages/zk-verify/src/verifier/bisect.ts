/** Below this many, one by one is cheaper than another round of halving. */
const ONE_BY_ONE = 3;

/**
 * Judges each item when the only questions are "do all of these hold together?" and "what of this one?".
 * Once failed groups number a quarter of the items the rest is asked one by one, so a batch of nothing but bad
 * ones costs little more than asking each.
 */
export function bisect<Item, Verdict>(
  items: readonly Item[],
  holdTogether: (items: readonly Item[]) => boolean,
  judge: (item: Item) => Verdict,
  good: Verdict,
): readonly Verdict[] {
  const verdicts = items.map(() => good);
  let failuresLeft = Math.max(2, items.length >> 2);
  const search = (from: number, to: number): void => {
    const group = items.slice(from, to);
    if (group.length <= ONE_BY_ONE || failuresLeft <= 0) {
      group.forEach((item, index) => {
        verdicts[from + index] = judge(item);
      });
      return;
    }
    if (holdTogether(group)) return;
    failuresLeft -= 1;
    const middle = (from + to) >> 1;
    search(from, middle);
    search(middle, to);
  };
  search(0, items.length);
  return verdicts;
}
