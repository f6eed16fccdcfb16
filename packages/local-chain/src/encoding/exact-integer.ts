declare global {
  interface JSON {
    /** Wraps JSON text that is written without change. */
    rawJSON(text: string): object;
  }
}

/** A u64 for JSON: a number up to 2^53 - 1, and above that its digits without quotes, as clusters write them. */
export const exactInteger = (value: bigint): number | object =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : JSON.rawJSON(value.toString());
