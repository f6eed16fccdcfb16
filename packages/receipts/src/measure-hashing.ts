/** Measures hashes per second on this machine: `node packages/receipts/src/measure-hashing.ts [receipts]`. */
import { did } from '@pos/vocabulary/did.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { fieldElement } from './field-element.ts';
import { agentElement, NO_OWNER, NO_SKILL } from './identity.ts';
import { memoryTree } from './memory-tree.ts';
import { poseidonOf2, poseidonOf8 } from './poseidon.ts';
import { rebuild, type LedgerEntry } from './rebuild.ts';

const one = fieldElement(1);
const count = Number(process.argv[2] ?? 1_000);

function perSecond(what: string, times: number, work: () => unknown): void {
  const started = performance.now();
  work();
  const rate = Math.round(times / ((performance.now() - started) / 1000));
  process.stdout.write(`${what.padEnd(44)} ${rate.toLocaleString('en')} /s\n`);
}
const repeat = (times: number, work: (at: number) => unknown) => () => {
  for (let at = 0; at < times; at += 1) work(at);
};

repeat(200, () => poseidonOf8([one, one, one, one, one, one, one, one]))();
perSecond(
  'Poseidon of 2 (a node)',
  2 * count,
  repeat(2 * count, (at) => poseidonOf2(one, fieldElement(at))),
);
perSecond(
  'Poseidon of 8 (a leaf, a head)',
  count,
  repeat(count, (at) => poseidonOf8([one, one, one, one, one, one, one, fieldElement(at)])),
);

const leaves = Array.from({ length: count }, (_, at) => fieldElement(at + 1));
perSecond('leaves added to a tree, one by one', count / 10, () => {
  const tree = memoryTree();
  for (const leaf of leaves.slice(0, count / 10)) tree.append([leaf]);
});
perSecond('leaves added to a tree, in one batch', count, () => memoryTree().append(leaves));

const agent = agentElement(did('did:web:agent.example'));
const body = {
  agent,
  valueAtomic: usdcAtomic(1n),
  qualityBps: scoreBps(10_000),
  outcome: 'completed',
  skill: NO_SKILL,
  client: one,
} as const;
const ledger: LedgerEntry[] = [
  { kind: 'agent-enrolled', agent, owner: NO_OWNER },
  ...leaves.map((salt, at): LedgerEntry => ({ kind: 'receipt-issued', receipt: { ...body, sequence: at + 1, salt } })),
];
perSecond('receipts rebuilt from a ledger', count, () => rebuild(ledger));
