import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { did } from '@pos/vocabulary/did.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import fc from 'fast-check';
import { auditHash, GENESIS, nextAuditRow, verifyChain, type AuditRow } from './audit-chain.ts';

const agent = did('did:web:agent.example');
const other = did('did:web:other.example');
const payload = fc.record({ score: fc.integer({ min: 0, max: 10_000 }), why: fc.constantFrom('implicit', 'rating') });
const moments = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });

function chainOf(entries: readonly { payload: Json; at: Date }[]): AuditRow[] {
  const rows: AuditRow[] = [];
  for (const { payload, at } of entries) rows.push(nextAuditRow(rows.at(-1) ?? GENESIS, agent, payload, at));
  return rows;
}
const chain = fc.array(fc.record({ payload, at: moments }), { minLength: 1, maxLength: 12 }).map(chainOf);
/** A chain and the index of one of its rows. */
const chainAndPlace = chain.chain((rows) => fc.tuple(fc.constant(rows), fc.nat(rows.length - 1)));

const broken = (rows: readonly AuditRow[]) => {
  const verified = verifyChain(rows);
  return verified.ok ? undefined : verified.error;
};

describe('an audit chain', () => {
  it('verifies, and leads to its last row', () =>
    fc.assert(
      fc.property(chain, (rows) => {
        const last = rows.at(-1);
        expect(verifyChain(rows)).toEqual({ ok: true, value: { sequence: rows.length, hash: last?.hash } });
      }),
    ));

  it('verifies in pieces', () =>
    fc.assert(
      fc.property(chainAndPlace, ([rows, place]) => {
        const first = verifyChain(rows.slice(0, place));
        if (!first.ok) throw new Error('The first piece should verify.');
        expect(verifyChain(rows.slice(place), first.value)).toEqual(verifyChain(rows));
      }),
    ));

  it('fails at the row whose payload, time or sequence was changed', () =>
    fc.assert(
      fc.property(chainAndPlace, fc.constantFrom('payload', 'at', 'sequence'), ([rows, place], field) => {
        const changed = rows.map((row, index) => {
          if (index !== place) return row;
          if (field === 'payload') return { ...row, payload: { forged: true } };
          return field === 'at'
            ? { ...row, at: new Date(row.at.getTime() + 1) }
            : { ...row, sequence: row.sequence + 1 };
        });
        expect(broken(changed)).toEqual({
          reason: field === 'sequence' ? 'row-missing' : 'row-altered',
          sequence: place + 1,
        });
      }),
    ));

  it('fails after a row that was forged together with its hash', () =>
    fc.assert(
      fc.property(chainAndPlace, ([rows, place]) => {
        const forged = rows.map((row, index) => {
          const changed = { ...row, payload: { forged: true } };
          return index === place ? { ...changed, hash: auditHash(changed) } : row;
        });
        expect(broken(forged)?.reason).toBe(place === rows.length - 1 ? undefined : 'link-broken');
        // No row follows the last one, so only a comparison with the published hash reveals a forged last row.
        expect(forged.at(-1)?.hash === rows.at(-1)?.hash).toBe(place !== rows.length - 1);
      }),
    ));

  it("fails where a row was removed or another agent's row was inserted", () =>
    fc.assert(
      fc.property(chainAndPlace, ([rows, place]) => {
        const without = rows.filter((_, index) => index !== place);
        expect(broken(without)?.reason).toBe(place === rows.length - 1 ? undefined : 'row-missing');
        const foreign = rows.map((row, index) => (index === place && place > 0 ? { ...row, did: other } : row));
        expect(broken(foreign)?.reason).toBe(place > 0 ? 'row-foreign' : undefined);
      }),
    ));

  it('hashes the JSON that the documentation defines', () => {
    const row = nextAuditRow(GENESIS, agent, { b: 1, a: 'x' }, new Date('2026-01-02T03:04:05.678Z'));
    const text = `{"at":"2026-01-02T03:04:05.678Z","did":"did:web:agent.example","payload":{"a":"x","b":1},"previousHash":"${'0'.repeat(64)}","sequence":1}`;
    expect(row.hash).toBe(createHash('sha256').update(text).digest('hex'));
  });
});
