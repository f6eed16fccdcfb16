/** Groups of at most this size are judged item by item, which is cheaper than halving them again. */
const ONE_BY_ONE = 3;

/**
 * Finds the verdict of each item from group tests (`holdTogether`) and single tests (`judge`), by halving failed
 * groups. After failed groups number a quarter of the items, the remaining items are judged one by one, so that a batch
 * of only bad items costs little more than judging each of them.
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
