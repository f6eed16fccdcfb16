// SPDX-License-Identifier: GPL-3.0-only
/** The script of a page that proves with workers and posts the proof, its public signals and the progress phases. */
import { HeadOpening } from '@pos/receipts/opening.ts';
import type { Statement } from '@pos/receipts/statements.ts';
import { proveHistoryTotals } from '../prover/prove.ts';
import type { Progress } from '../prover/progress.ts';
import { bindingOf, paidAgents } from './paid-agent.ts';

const bytes = async (path: string) => new Uint8Array(await (await fetch(path)).arrayBuffer());
const load = async (statement: Statement) => ({
  wasm: await bytes(`/${statement}/circuit.wasm`),
  zkey: await bytes(`/${statement}/circuit.zkey`),
});

async function prove(): Promise<object> {
  const { ours } = paidAgents();
  const head = HeadOpening.decode(HeadOpening.encode(ours.head));
  const wanted = { minCount: 50, minValueAtomic: 1_000_000_000n, minQualityBps: 8_000, maxDisputeBps: 200 };
  const told: Progress[] = [];
  const proved = await proveHistoryTotals(
    { secret: ours.secret, head, wanted, ...bindingOf('history-totals') },
    { load, onProgress: (progress) => told.push(progress) },
  );
  if (!proved.ok) return { refused: proved.error.code };
  const { proof, publicSignals } = proved.value;
  return { proof, publicSignals, phases: told.map(({ phase }) => phase), agent: navigator.userAgent };
}

const result = await prove().catch((error: unknown) => ({ failed: String(error) }));
await fetch('/result', { method: 'POST', body: JSON.stringify(result) });
