// SPDX-License-Identifier: GPL-3.0-only
import { account } from '@pos/vocabulary/account.ts';
import { did } from '@pos/vocabulary/did.ts';
import { scoreBps } from '@pos/vocabulary/score-bps.ts';
import { skill } from '@pos/vocabulary/skill.ts';
import { usdcAtomic } from '@pos/vocabulary/usdc-atomic.ts';
import { anchorCommitment, GENESIS, nextAnchor } from '@pos/receipts/anchor.ts';
import { scopeElement, signalHash } from '@pos/receipts/binding.ts';
import type { FieldElement } from '@pos/receipts/field-element.ts';
import { hashToField } from '@pos/receipts/hash-to-field.ts';
import { agentElement, clientCommitment, ownerCommitment, ownerSecret, skillElement } from '@pos/receipts/identity.ts';
import { pathOf } from '@pos/receipts/merkle-tree.ts';
import type { HeadOpening, ReceiptOpening } from '@pos/receipts/opening.ts';
import type { Receipt } from '@pos/receipts/receipt.ts';
import { rebuild, type LedgerEntry } from '@pos/receipts/rebuild.ts';
import type { Statement } from '@pos/receipts/statements.ts';

export const AUDIT = skillElement(skill('smart-contract-audit'));
const TRANSLATION = skillElement(skill('translation'));

/** An agent with its owner's secret, and the openings that the registry returns to the owner. */
export type PaidAgent = {
  readonly secret: FieldElement;
  readonly head: HeadOpening;
  readonly anchor: FieldElement;
  readonly receipts: readonly ReceiptOpening[];
};

/** A receipt of 20 USDC and 90 % quality. Every fifth is a translation, every `disputedEvery`th is disputed. */
function sampleReceipt(agent: FieldElement, at: number, disputedEvery: number): Receipt {
  const blinding = hashToField('receipt-salt', 'blinding', String(at));
  return {
    agent,
    sequence: at + 1,
    valueAtomic: usdcAtomic(20_000_000n),
    qualityBps: scoreBps(9_000),
    outcome: (at + 1) % disputedEvery === 0 ? 'disputed' : 'completed',
    skill: at % 5 === 4 ? TRANSLATION : AUDIT,
    client: clientCommitment(account('eip155:1', '0xc11e47'), blinding),
    salt: hashToField('receipt-salt', String(agent), String(at)),
  };
}

/** A registry of two agents with 60 interleaved receipts each, of which one is disputed. */
export function paidAgents(): { readonly ours: PaidAgent; readonly theirs: PaidAgent } {
  const dids = [did('did:web:ours.example'), did('did:web:theirs.example')];
  const secrets = dids.map((name, at) => ownerSecret(new Uint8Array(32).fill(at + 1), name));
  const agents = dids.map(agentElement);
  const entries: LedgerEntry[] = agents.map((agent, at) => ({
    kind: 'agent-enrolled',
    agent,
    owner: ownerCommitment(secrets[at] ?? agent),
  }));
  for (let at = 0; at < 60; at += 1) {
    for (const agent of agents) entries.push({ kind: 'receipt-issued', receipt: sampleReceipt(agent, at, 60) });
  }
  const registry = rebuild(entries);
  if (!registry.ok) throw new Error(registry.error.code);
  const { receiptsTree, headsTree, receipts } = registry.value;
  const anchor = nextAnchor(GENESIS, { receiptsRoot: receiptsTree.root(), headsRoot: headsTree.root() });
  const paid = (which: number): PaidAgent => {
    const enrolled = registry.value.agents.get(agents[which] ?? (0n as FieldElement));
    const secret = secrets[which];
    if (enrolled === undefined || secret === undefined) throw new Error('no such agent');
    const own = receipts.flatMap((receipt, index) =>
      receipt.agent === agents[which] ? [{ receipt, path: pathOf(receiptsTree, index) }] : [],
    );
    return {
      secret,
      head: { anchor, history: enrolled.history, path: pathOf(headsTree, enrolled.index) },
      anchor: anchorCommitment(anchor),
      receipts: own,
    };
  };
  return { ours: paid(0), theirs: paid(1) };
}

export const bindingOf = (statement: Statement) => ({
  scope: scopeElement({ registry: 'test.example', statement, period: 7 }),
  signalHash: signalHash({
    audience: 'test.example',
    statement,
    agent: did('did:web:ours.example'),
    presenter: 'somebody',
    nonce: '1',
  }),
});
