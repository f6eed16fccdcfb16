declare global {
  interface JSON {
    /** A piece of JSON text to be written as it is. */
    rawJSON(text: string): object;
  }
}

/** A u64 for JSON: a number where a double holds it, else its digits unquoted, as the cluster writes them. */
export const exactInteger = (value: bigint): number | object =>
  value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : JSON.rawJSON(value.toString());
