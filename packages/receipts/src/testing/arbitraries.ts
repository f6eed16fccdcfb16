import fc from 'fast-check';
import { BN254_SCALAR_ORDER } from '@pos/vocabulary/nullifier.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { fieldElement, type FieldElement } from '../field-element.ts';
import type { LedgerEntry } from '../rebuild.ts';
import type { Receipt } from '../receipt.ts';

export const elementArb: fc.Arbitrary<FieldElement> = fc
  .bigInt({ min: 0n, max: BN254_SCALAR_ORDER - 1n })
  .map(fieldElement);

/**
 * A receipt without its agent and sequence number. Reversals have the value 0, so that receipts are valid in any order.
 */
export const receiptBodyArb: fc.Arbitrary<Omit<Receipt, 'agent' | 'sequence'>> = fc
  .record({
    valueAtomic: fc.bigInt({ min: 0n, max: 10n ** 12n }).map(usdcAtomic),
    qualityBps: fc.integer({ min: 0, max: 10_000 }).map(scoreBps),
    outcome: fc.constantFrom('completed', 'disputed', 'reversed'),
    skill: elementArb,
    client: elementArb,
    salt: elementArb,
  })
  .map((body) => (body.outcome === 'reversed' ? { ...body, valueAtomic: usdcAtomic(0n) } : body));

/** A valid ledger of one to four agents whose receipts are interleaved. */
export const ledgerArb: fc.Arbitrary<LedgerEntry[]> = fc
  .record({
    agents: fc.uniqueArray(fc.tuple(elementArb, elementArb), {
      minLength: 1,
      maxLength: 4,
      selector: ([agent]) => agent,
    }),
    bodies: fc.array(fc.tuple(fc.nat(), receiptBodyArb), { maxLength: 12 }),
  })
  .map(({ agents, bodies }) => {
    const sequences = new Map<bigint, number>();
    const issued = bodies.flatMap(([pick, body]): LedgerEntry[] => {
      const [agent] = agents[pick % agents.length] ?? [];
      if (agent === undefined) return [];
      const sequence = (sequences.get(agent) ?? 0) + 1;
      sequences.set(agent, sequence);
      return [{ kind: 'receipt-issued', receipt: { ...body, agent, sequence } }];
    });
    return [...agents.map(([agent, owner]): LedgerEntry => ({ kind: 'agent-enrolled', agent, owner })), ...issued];
  });
