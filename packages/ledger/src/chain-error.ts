/**
 * Error of a transaction. On the wire it is a string, or an object with details such as `{InstructionError: [2,
 * {Custom: 1}]}`.
 */
export interface ChainError {
  readonly code: string;
  readonly customCode: number | undefined;
}

/** Reads the chain's error without trusting its shape, because new releases of Solana add codes. Never throws. */
export function chainErrorOf(error: unknown): ChainError {
  if (typeof error === 'string') return { code: error, customCode: undefined };
  if (typeof error !== 'object' || error === null) return { code: 'Unknown', customCode: undefined };
  const [entry] = Object.entries(error);
  if (entry === undefined) return { code: 'Unknown', customCode: undefined };
  const [code, details] = entry;
  const inner: unknown = Array.isArray(details) ? details[1] : undefined;
  if (typeof inner === 'string') return { code: `${code}:${inner}`, customCode: undefined };
  const custom: unknown = typeof inner === 'object' && inner !== null && 'Custom' in inner ? inner.Custom : undefined;
  const customCode = typeof custom === 'bigint' || typeof custom === 'number' ? Number(custom) : undefined;
  return { code, customCode };
}
