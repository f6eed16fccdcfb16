import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packGraph } from '@pos/reputation/domain/credibility-graph.ts';
import { passHere } from '@pos/reputation/epochs/run-pass.ts';
import { CURRENT_MODEL } from '@pos/reputation/model/models.ts';
import { passInThread } from './pass-in-thread.ts';

const AGENTS = 40;
const PAYERS = 90;
const pairs = Array.from({ length: AGENTS * PAYERS }, (_, index) => ({ agent: index % AGENTS, payer: Math.floor(index / AGENTS), praisedUsd: 0.01 * (index % 17), faultedUsd: 0.001 * (index % 5) }));
const graphOfPairs = () => packGraph(pairs.filter(({ agent, payer }) => (agent * 7 + payer * 3) % 5 === 0), PAYERS, AGENTS);
const TRUST = new Map([[0, 1], [7, 0.25]]);

describe('a pass in a thread', () => {
  const inThread = passInThread(pathToFileURL(join(import.meta.dirname, 'main.ts')));
  const quietly = async (): Promise<void> => undefined;

  it('finds to the bit what a pass here finds, tells of every round, and gives the graph back', async () => {
    const graph = graphOfPairs();
    let rounds = 0;
    const found = await inThread(graph, TRUST, CURRENT_MODEL, async () => void (rounds += 1));
    expect(found).toEqual(await passHere(graphOfPairs(), TRUST, CURRENT_MODEL, quietly));
    expect(new Set(found.ofPair).size).toBeGreaterThan(100);
    expect(rounds).toBe(CURRENT_MODEL.credibility.rounds);
    expect(graph).toEqual(graphOfPairs());
  });

  it('ends with whatever a round ends with', async () => {
    await expect(inThread(graphOfPairs(), TRUST, CURRENT_MODEL, () => Promise.reject(new Error('The lease is lost')))).rejects.toThrow('The lease is lost');
  });

  it('fails where the thread does', async () => {
    await expect(passInThread(pathToFileURL(join(import.meta.dirname, 'no-such-file.ts')))(graphOfPairs(), TRUST, CURRENT_MODEL, quietly)).rejects.toThrow();
  });
});
