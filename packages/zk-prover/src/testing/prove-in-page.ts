// SPDX-License-Identifier: GPL-3.0-only
/** Proves as a page would, with the bundle named in the first argument, without workers. Prints proof and signals. */
import { HeadOpening } from '@pos/receipts/opening.ts';
import { builtArtefacts } from '../node/built-artefacts.ts';
import type * as prover from '../prover/prove.ts';
import { bindingOf, paidAgents } from './paid-agent.ts';

const { proveHistoryTotals } = (await import(process.argv[2] ?? '')) as typeof prover;
const { ours } = paidAgents();
const head = HeadOpening.decode(HeadOpening.encode(ours.head));
const wanted = { minCount: 50, minValueAtomic: 1_000_000_000n, minQualityBps: 8_000, maxDisputeBps: 200 };
const proved = await proveHistoryTotals(
  { secret: ours.secret, head, wanted, ...bindingOf('history-totals') },
  { load: builtArtefacts, singleThread: true },
);
if (!proved.ok) throw new Error(proved.error.code);
process.stdout.write(JSON.stringify({ proof: proved.value.proof, publicSignals: proved.value.publicSignals }));
