import { STATEMENTS, type Statement } from '@pos/vocabulary/statement.ts';

/**
 * The statements that proofs make and the meaning of their public signals. This table is the one source: circuits are
 * tested against it, verifiers read proofs by it.
 */
export { STATEMENTS, type Statement };

/** Receipts that one chosen-receipts proof holds at most. */
export const CHOSEN_RECEIPTS = 8;

export type SignalSpec = {
  readonly name: string;
  /** What the circuit enforces: below 2^bits and, where given, at most `max`. 254 stands for any field element. */
  readonly bits: number;
  readonly min?: bigint;
  readonly max?: bigint;
  readonly meaning: string;
};

const BOUND = [
  {
    name: 'nullifier',
    bits: 254,
    meaning: 'Poseidon(owner secret, scope); one a secret and scope, whatever is proved',
  },
  { name: 'anchor', bits: 254, meaning: 'commitment of the anchor that holds the opened heads and receipts' },
  { name: 'agent', bits: 254, meaning: 'hash of the DID whose history this is' },
  { name: 'scope', bits: 254, meaning: 'hash of registry, statement and epoch, given by the server' },
  { name: 'signalHash', bits: 254, meaning: 'hash of the request and its presenter' },
] as const satisfies readonly SignalSpec[];

const bps = { bits: 14, max: 10_000n } as const;

/** In the order of the proof's `publicSignals`. */
export const PUBLIC_SIGNALS = {
  'history-totals': [
    ...BOUND,
    { name: 'minCount', bits: 32, min: 1n, meaning: 'jobs ≥ this' },
    { name: 'minValue', bits: 64, meaning: 'sum of values in atomic USDC ≥ this' },
    { name: 'minQualityBps', ...bps, meaning: 'quality sum ≥ this × jobs' },
    { name: 'maxDisputeBps', ...bps, meaning: 'disputes × 10,000 ≤ this × jobs' },
  ],
  'chosen-receipts': [
    ...BOUND,
    { name: 'minCount', bits: 4, min: 1n, max: BigInt(CHOSEN_RECEIPTS), meaning: 'distinct completed receipts ≥ this' },
    { name: 'minValue', bits: 64, meaning: 'sum of their values in atomic USDC ≥ this' },
    { name: 'minQualityBps', ...bps, meaning: 'sum of their qualities ≥ this × their number' },
    { name: 'skill', bits: 254, meaning: 'each was bought as this skill; 0 asks for none' },
  ],
} as const satisfies Record<Statement, readonly SignalSpec[]>;

export type SignalName<S extends Statement> = (typeof PUBLIC_SIGNALS)[S][number]['name'];
