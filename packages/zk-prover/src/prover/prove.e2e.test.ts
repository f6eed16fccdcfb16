// SPDX-License-Identifier: GPL-3.0-only
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { STATEMENTS } from '@pos/receipts/statements.ts';
import { DEVELOPMENT_KEYS } from '@pos/receipts/verification-keys.ts';
import * as snarkjs from 'snarkjs';
import { builtArtefacts, builtFolder } from '../node/built-artefacts.ts';
import { endSnarkjsWorkers } from '../snarkjs.ts';
import { AUDIT, bindingOf, paidAgents } from '../testing/paid-agent.ts';
import type { Progress } from './progress.ts';
import { proveChosenReceipts, proveHistoryTotals, type Proved } from './prove.ts';

const { ours, theirs } = paidAgents();
const wanted = { minCount: 50, minValueAtomic: 1_000_000_000n, minQualityBps: 8_000, maxDisputeBps: 200 };
const totalsInput = { ...ours, ...bindingOf('history-totals'), wanted };
const options = { load: builtArtefacts };

const told: Progress[] = [];
let totals: Proved<'history-totals'>;

beforeAll(async () => {
  for (const statement of STATEMENTS) await builtFolder(statement);
  const proved = await proveHistoryTotals(totalsInput, {
    ...options,
    singleThread: true,
    onProgress: (progress) => told.push(progress),
  });
  if (!proved.ok) throw new Error(proved.error.code);
  totals = proved.value;
}, 300_000);
afterAll(endSnarkjsWorkers);

const verifies = (
  { statement, proof }: Proved<'history-totals'> | Proved<'chosen-receipts'>,
  signals: readonly string[],
) => snarkjs.groth16.verify(DEVELOPMENT_KEYS[statement].key as object, [...signals], proof as snarkjs.Groth16Proof);

describe('proving totals', () => {
  it('gives a proof of at least 50 receipts, 1,000 USDC and at most 2 % disputes, and of no other signals', async () => {
    const { publicSignals } = totals;
    expect(await verifies(totals, publicSignals)).toBe(true);
    for (const at of publicSignals.keys()) {
      const altered = publicSignals.with(at, String(BigInt(publicSignals[at] ?? 0) + 1n));
      expect(await verifies(totals, altered)).toBe(false);
    }
  });

  it('reports progress that never decreases', () => {
    const fractions = told.map(({ fraction }) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect([told[0]?.phase, told.at(-1)]).toEqual(['load', { phase: 'done', fraction: 1 }]);
  });

  it('returns no part of the witness', () => {
    const sent = JSON.stringify(totals, (_key, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    );
    const { totals: sums, chain, owner } = ours.head.history;
    const kept = [
      ours.secret,
      owner,
      chain,
      sums.valueAtomic,
      sums.qualitySumBps,
      ...ours.head.path.siblings.filter((sibling) => sibling > 0n),
    ];
    for (const value of kept) expect(sent).not.toContain(`"${value}"`);
  });

  it.each([
    ['too-few-receipts', { wanted: { ...wanted, minCount: 61 } }],
    ['too-little-value', { wanted: { ...wanted, minValueAtomic: 1_200_000_001n } }],
    ['quality-too-low', { wanted: { ...wanted, minQualityBps: 9_001 } }],
    ['too-many-disputes', { wanted: { ...wanted, maxDisputeBps: 166 } }],
    ['signal-out-of-range', { wanted: { ...wanted, minCount: 0 } }],
    ['not-the-owner', { secret: theirs.secret }],
    ['head-not-anchored', { head: { ...ours.head, path: theirs.head.path } }],
  ])('refuses with the code %s before loading artefacts', async (code, change) => {
    const load = () => Promise.reject(new Error('Artefacts were loaded'));
    expect(await proveHistoryTotals({ ...totalsInput, ...change }, { load })).toMatchObject({
      ok: false,
      error: { code },
    });
  });

  it('throws if the artefacts are of another circuit', async () => {
    const load = async () => ({
      ...(await builtArtefacts('history-totals')),
      wasm: (await builtArtefacts('chosen-receipts')).wasm,
    });
    await expect(proveHistoryTotals(totalsInput, { load, singleThread: true })).rejects.toThrow();
  });
});

describe('proving chosen receipts', () => {
  const chosen = ours.receipts.filter(({ receipt }) => receipt.skill === AUDIT).slice(0, 6);
  const input = {
    ...ours,
    ...bindingOf('chosen-receipts'),
    chosen,
    wanted: { minCount: 5, minValueAtomic: 100_000_000n, minQualityBps: 9_000, skill: AUDIT },
  };

  it('gives a proof and terminates its workers', async () => {
    const proved = await proveChosenReceipts(input, options);
    if (!proved.ok) throw new Error(proved.error.code);
    expect((globalThis as { curve_bn128?: unknown }).curve_bn128 ?? undefined).toBeUndefined();
    expect(await verifies(proved.value, proved.value.publicSignals)).toBe(true);
  }, 300_000);

  it.each([
    ['receipts-not-distinct-and-ordered', { chosen: chosen.toReversed() }],
    ['receipt-of-another-agent', { chosen: theirs.receipts.slice(0, 1) }],
    ['receipt-of-another-skill', { chosen: ours.receipts.slice(0, 5) }],
    ['too-many-receipts', { chosen: ours.receipts.slice(0, 9) }],
    [
      'receipt-not-anchored',
      { chosen: chosen.map((opening) => ({ ...opening, path: { ...opening.path, index: opening.path.index + 1 } })) },
    ],
  ])('refuses with the code %s', async (code, change) =>
    expect(await proveChosenReceipts({ ...input, ...change }, options)).toMatchObject({ ok: false, error: { code } }),
  );
});
