/**
 * Splits leased events into requests within the limits of the bus. An entry over the limit gets a request of its own,
 * which the bus refuses.
 */
export function putBatches<Entry>(
  entries: readonly Entry[],
  bytesOf: (entry: Entry) => number,
  limits: { readonly entries: number; readonly bytes: number },
): readonly (readonly Entry[])[] {
  const batches: Entry[][] = [];
  let current: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = bytesOf(entry);
    if (current.length > 0 && (current.length === limits.entries || bytes + size > limits.bytes)) {
      batches.push(current);
      [current, bytes] = [[], 0];
    }
    current.push(entry);
    bytes += size;
  }
  return current.length > 0 ? [...batches, current] : batches;
}
