import { STATEMENTS, type Statement } from '@pos/vocabulary/statement.ts';

/**
 * The ZK statements and the meaning of their public signals. This table is the only definition. Tests compare the
 * circuits with it, and verifiers use it to read public signals.
 */
export { STATEMENTS, type Statement };

/** Maximum number of receipts in one chosen-receipts proof: the circuit's number of slots. */
export const CHOSEN_RECEIPTS = 8;

export type SignalSpec = {
  readonly name: string;
  /** The circuit enforces signal < 2^bits, and `min` and `max` where given. 254 stands for any field element. */
  readonly bits: number;
  readonly min?: bigint;
  readonly max?: bigint;
  readonly meaning: string;
};

const BOUND = [
  {
    name: 'nullifier',
    bits: 254,
    meaning: 'Poseidon(owner secret, scope); the same for every proof of that secret in that scope',
  },
  { name: 'anchor', bits: 254, meaning: 'commitment of the anchor under which the head and the receipts open' },
  { name: 'agent', bits: 254, meaning: 'hash of the DID of the agent' },
  { name: 'scope', bits: 254, meaning: 'hash of registry, statement and proof period, given by the server' },
  { name: 'signalHash', bits: 254, meaning: 'hash of the request and its presenter' },
] as const satisfies readonly SignalSpec[];

const bps = { bits: 14, max: 10_000n } as const;

/** In the order of the proof's `publicSignals`. */
export const PUBLIC_SIGNALS = {
  'history-totals': [
    ...BOUND,
    { name: 'minCount', bits: 32, min: 1n, meaning: 'receipts ≥ this' },
    { name: 'minValue', bits: 64, meaning: 'sum of values in atomic USDC ≥ this' },
    { name: 'minQualityBps', ...bps, meaning: 'sum of qualities ≥ this × receipts' },
    { name: 'maxDisputeBps', ...bps, meaning: 'disputes × 10,000 ≤ this × receipts' },
  ],
  'chosen-receipts': [
    ...BOUND,
    { name: 'minCount', bits: 4, min: 1n, max: BigInt(CHOSEN_RECEIPTS), meaning: 'distinct completed receipts ≥ this' },
    { name: 'minValue', bits: 64, meaning: 'sum of their values in atomic USDC ≥ this' },
    { name: 'minQualityBps', ...bps, meaning: 'sum of their qualities ≥ this × their number' },
    { name: 'skill', bits: 254, meaning: 'each receipt names this skill; 0 stands for any skill' },
  ],
} as const satisfies Record<Statement, readonly SignalSpec[]>;

export type SignalName<S extends Statement> = (typeof PUBLIC_SIGNALS)[S][number]['name'];
