import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packGraph } from '@pos/reputation/domain/credibility-graph.ts';
import { asciiBytes, gatherNames, namesAt, viewOf } from '@pos/reputation/epochs/names.ts';
import { engineHere, type GatheredGraph } from '@pos/reputation/epochs/pass-engine.ts';
import type { Did } from '@pos/vocabulary/did.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { CURRENT_MODEL } from '@pos/reputation/model/models.ts';
import { engineInThread } from '@pos/reputation/epochs/thread/engine-in-thread.ts';

const AGENTS = 40;
const PAYERS = 90;
const pairs = Array.from({ length: AGENTS * PAYERS }, (_, index) => ({
  agent: index % AGENTS,
  payer: Math.floor(index / AGENTS),
  praisedUsd: 0.01 * (index % 17),
  faultedUsd: 0.001 * (index % 5),
}));
const graphOfPairs = () =>
  packGraph(
    pairs.filter(({ agent, payer }) => (agent * 7 + payer * 3) % 5 === 0),
    PAYERS,
    AGENTS,
  );
const TRUST = new Map([
  [0, 1],
  [7, 0.25],
]);

describe('the credibility engine in a worker thread', () => {
  const inThread = engineInThread(pathToFileURL(join(import.meta.dirname, 'main.ts')), 'advance-credibility');
  const quietly = async (): Promise<void> => undefined;

  it('computes bit for bit what the engine in this thread computes, reports every round and returns the graph', async () => {
    const graph = graphOfPairs();
    let rounds = 0;
    const found = await inThread.pass(graph, TRUST, CURRENT_MODEL, async () => void (rounds += 1));
    expect(found).toEqual(await engineHere.pass(graphOfPairs(), TRUST, CURRENT_MODEL, quietly));
    expect(new Set(found.ofPair).size).toBeGreaterThan(100);
    expect(rounds).toBe(CURRENT_MODEL.credibility.rounds);
    expect(graph).toEqual(graphOfPairs());
  });

  it('arranges a graph as the engine in this thread does, in the order of names', async () => {
    const gathered = (): GatheredGraph => {
      const [dids, payers] = [gatherNames<Did>(), gatherNames<SolanaAddress>()];
      const number = (names: typeof dids | typeof payers, name: string) => names.numberOf(viewOf(asciiBytes(name)));
      const read = pairs.filter(({ agent, payer }) => (agent + payer) % 3 === 0).toReversed();
      const columns = {
        agentOf: Uint32Array.from(read, ({ agent }) => number(dids, `did:web:agent-${(agent * 7) % AGENTS}.example`)),
        payerOf: Uint32Array.from(read, ({ payer }) => number(payers, `Payer${(payer * 11) % PAYERS}`)),
        praisedUsd: Float64Array.from(read, ({ praisedUsd }) => praisedUsd),
        faultedUsd: Float64Array.from(read, ({ faultedUsd }) => faultedUsd),
      };
      return { columns, dids: dids.bytes(), payers: payers.bytes() };
    };
    const there = await inThread.arrange(gathered());
    expect(there).toEqual(await engineHere.arrange(gathered()));
    const names = namesAt(there.payers);
    const all = Array.from({ length: names.size }, (_, place) => names.nameOf(place));
    expect(all).toEqual(all.toSorted((one, other) => (one < other ? -1 : 1)));
    expect(there.graph.payerOf.length).toBe((AGENTS * PAYERS) / 3);
  });

  it('fails with the error of the callback of a round', async () => {
    await expect(
      inThread.pass(graphOfPairs(), TRUST, CURRENT_MODEL, () => Promise.reject(new Error('The lease is lost'))),
    ).rejects.toThrow('The lease is lost');
  });

  it('fails if the thread fails', async () => {
    await expect(
      engineInThread(pathToFileURL(join(import.meta.dirname, 'no-such-file.ts')), 'advance-credibility').pass(
        graphOfPairs(),
        TRUST,
        CURRENT_MODEL,
        quietly,
      ),
    ).rejects.toThrow();
  });
});
