import { parseArgs } from 'node:util';
import type { CredibilityGraph } from '../src/domain/credibility-graph.ts';
import { runCredibilityPass } from '../src/domain/credibility-pass.ts';
import { CURRENT_MODEL } from '../src/model/models.ts';
import { seededRandom } from './seeded-random.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '1000000' },
    payers: { type: 'string', default: '50000' },
    agents: { type: 'string', default: '20000' },
  },
});

/** A synthetic graph in packed form: agents of very different popularity, busy and idle payers. */
function syntheticGraph(pairs: number, payers: number, agents: number): CredibilityGraph {
  const random = seededRandom(1);
  const agentStarts = new Uint32Array(agents + 1);
  const payerOf = new Uint32Array(pairs);
  const praisedUsd = new Float64Array(pairs);
  const faultedUsd = new Float64Array(pairs);
  let used = 0;
  for (let agent = 0; agent < agents; agent += 1) {
    agentStarts[agent] = used;
    const count = Math.min(pairs - used, random.below((2 * pairs) / agents));
    for (let pair = used; pair < used + count; pair += 1) {
      payerOf[pair] = Math.floor(payers * random.uniform() * random.uniform());
      praisedUsd[pair] = random.uniform();
      faultedUsd[pair] = 0.1 * random.uniform();
    }
    payerOf.subarray(used, used + count).sort();
    used += count;
  }
  agentStarts[agents] = used;
  return {
    payers,
    agents,
    agentStarts,
    payerOf: payerOf.subarray(0, used),
    praisedUsd: praisedUsd.subarray(0, used),
    faultedUsd: faultedUsd.subarray(0, used),
  };
}

const payers = Number(values.payers);
const graph = syntheticGraph(Number(values.pairs), payers, Number(values.agents));
const trustSeeds = new Map(Array.from({ length: Math.ceil(payers / 100) }, (_, index) => [index * 100, 1]));
const startedMs = performance.now();
runCredibilityPass(graph, trustSeeds, CURRENT_MODEL.credibility);
const seconds = (performance.now() - startedMs) / 1_000;
const gigabytes = process.resourceUsage().maxRSS / 1e6;
console.log(`${graph.payerOf.length} pairs: ${seconds.toFixed(2)} s, ${gigabytes.toFixed(2)} GB resident at most`);
