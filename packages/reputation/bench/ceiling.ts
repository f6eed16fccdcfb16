import { market, QUALITY_PRIOR, reportShare, type MarketEvent, type MarketSettings } from './market.ts';
import { kendallTau } from './measures.ts';

const GRID = 200;
const KINDS: readonly MarketEvent['kind'][] = ['implicit', 'rating', 'adjudicated', 'oracle', 'zk'];

/**
 * Kendall's τ of the posterior mean of each agent's quality, for an observer that knows the distribution of qualities,
 * the probabilities of reports, and that everybody is honest. No scorer can exceed this value in a clean market.
 */
export function ceilingTau(settings: MarketSettings): number {
  const { events, quality } = market(settings);
  const qualities = Array.from({ length: GRID }, (_, index) => (index + 0.5) / GRID);
  const prior = qualities.map((q) => (QUALITY_PRIOR.a - 1) * Math.log(q) + (QUALITY_PRIOR.b - 1) * Math.log(1 - q));
  const logs = new Map(
    KINDS.flatMap((kind) =>
      [0, 1].map((y) => {
        const { success, failure } = reportShare(kind, y);
        return [`${kind} ${y}`, qualities.map((q) => Math.log(q * success + (1 - q) * failure))] as const;
      }),
    ),
  );
  const posteriors = quality.map(() => [...prior]);
  for (const { agent, kind, y } of events) {
    const log = logs.get(`${kind} ${y}`) ?? [];
    const posterior = posteriors[agent] ?? [];
    for (let index = 0; index < GRID; index += 1) posterior[index] = (posterior[index] ?? 0) + (log[index] ?? 0);
  }
  return kendallTau(
    posteriors.map((posterior) => meanOf(qualities, posterior)),
    quality,
  );
}

function meanOf(values: readonly number[], logWeights: readonly number[]): number {
  const most = Math.max(...logWeights);
  let sum = 0;
  let mass = 0;
  for (const [index, value] of values.entries()) {
    const weight = Math.exp((logWeights[index] ?? 0) - most);
    sum += weight * value;
    mass += weight;
  }
  return sum / mass;
}
