import type { PairModel, PurityModel, ReputationModel } from '../src/model/reputation-model.ts';
import { ceilingTau } from './ceiling.ts';
import type { MarketSettings } from './market.ts';
import { averaged, BUDGETS_USD, halfWidth, usdFor, type Measures } from './measures.ts';
import type { NextRatingAuc } from './next-rating.ts';

const MARK = 50;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const points = (value: number): string => value.toFixed(0);
const usd = (value: number): string => {
  const dearest = BUDGETS_USD.at(-1) ?? 0;
  const cheapest = BUDGETS_USD[0];
  if (value > dearest) return `>${dearest}`;
  return value <= cheapest ? `≤${cheapest}` : value.toFixed(0);
};

function row([name, measures]: readonly [string, Measures]): string {
  const at10 = BUDGETS_USD.indexOf(10);
  const cells = [
    name === 'this registry' ? `**${name}**` : name,
    measures.tauClean.toFixed(3),
    measures.tauAttacked.toFixed(3),
    measures.tauAttackedFrugally.toFixed(3),
    [1, 10, 100]
      .map((budget) => points(measures.wash[BUDGETS_USD.findIndex((each) => each === budget)] ?? 0))
      .join(' / '),
    `${usd(usdFor(measures.wash, MARK))} (${usd(usdFor(measures.washLavish, MARK))})`,
    points(measures.ring[at10] ?? 0),
    `${usd(usdFor(measures.ring, MARK))} (${usd(usdFor(measures.ringLavish, MARK))})`,
    points(measures.front[at10] ?? 0),
    points(measures.aged[at10] ?? 0),
    points(measures.slander),
    points(measures.whitewash),
    measures.newcomerDays.toFixed(1),
    measures.dropDays.toFixed(1),
    `$${measures.stolenUsd.toFixed(0)}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function constants(value: unknown, path = ''): string[] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.entries(value).flatMap(([key, inner]) => constants(inner, path === '' ? key : `${path}.${key}`));
  return [`| \`${path}\` | ${Array.isArray(value) ? value.join(', ') : String(value)} |`];
}

const purityText = (purity: PurityModel | null): string =>
  purity === null
    ? ''
    : `A payer is believed in full if agents of standing receive a share of its spending that is at least ${(1 / purity.multiple).toFixed(2)} of the share that they
receive of the trust seeds' spending, and below that by the ratio to the power ${purity.power}. A wallet that pays agents of its own is therefore believed less at each of them.
`;

const silenceText = ({ silenceWeight, valueWeight }: PairModel): string =>
  silenceWeight === null
    ? `A paid call without a rating counts as a good rating of ${valueWeight.implicit} of its value.`
    : `Paid calls
without a rating fill the part of a rung that opinions leave, and ${silenceWeight} of that counts as praise, so a good rating is always worth more than none. If somebody other
than the payer reports that such a call failed, it counts as a bad rating of ${valueWeight.implicit} of its value.`;

const power = (exponent: number): string => (exponent === 3 ? 'cube' : `power ${exponent}`);

const HEADER = [
  'scorer',
  'τ clean',
  'τ attacked',
  'frugally',
  'wash gain $1 / $10 / $100',
  '$ for +50 by wash (lavish)',
  'ring, $10',
  '$ for +50 by ring (lavish)',
  'front, $10',
  'aged, $10',
  'slander loss, $10',
  'whitewash',
  'newcomer, days',
  'drop noticed, days',
  'stolen',
];

const SPREADS: readonly (readonly [name: string, of: (measures: Measures) => number, digits: number])[] = [
  ['τ clean', ({ tauClean }) => tauClean, 3],
  ['τ attacked', ({ tauAttacked }) => tauAttacked, 3],
  ['τ attacked frugally', ({ tauAttackedFrugally }) => tauAttackedFrugally, 3],
  ['wash gain for $10', ({ wash }) => wash[BUDGETS_USD.indexOf(10)] ?? 0, 1],
  ['wash gain for $45', ({ wash }) => wash[BUDGETS_USD.indexOf(45)] ?? 0, 1],
  ['wash gain for $45, lavish', ({ washLavish }) => washLavish[BUDGETS_USD.indexOf(45)] ?? 0, 1],
  ['ring gain for $45', ({ ring }) => ring[BUDGETS_USD.indexOf(45)] ?? 0, 1],
  ['ring gain for $45, lavish', ({ ringLavish }) => ringLavish[BUDGETS_USD.indexOf(45)] ?? 0, 1],
  ['front gain for $10', ({ front }) => front[BUDGETS_USD.indexOf(10)] ?? 0, 1],
  ['slander loss for $10', ({ slander }) => slander, 1],
  ['whitewash', ({ whitewash }) => whitewash, 1],
  ['newcomer, days', ({ newcomerDays }) => newcomerDays, 1],
  ['drop noticed, days', ({ dropDays }) => dropDays, 1],
];

/**
 * This registry's measures with their 95 % intervals, and market by market, because chance changes a market more than a
 * model does.
 */
const spreads = (byMarket: readonly Measures[]): string =>
  SPREADS.map(([name, of, digits]) => {
    const values = byMarket.map(of);
    return `| ${name} | ${mean(values).toFixed(digits)} ± ${halfWidth(values).toFixed(digits)} | ${values.map((value) => value.toFixed(digits)).join(', ')} |`;
  }).join('\n');

function ratingsSection(auc: NextRatingAuc | undefined): string {
  if (!auc) return '';
  const three = ({ score, mean }: { score: number; mean: number }): string =>
    `score ${score.toFixed(3)}, posterior mean ${mean.toFixed(3)}`;
  return `
## The model predicts the signs of real ratings
The test reads the score just before each rating in a signed trust network (${auc.ratings} ratings) and predicts the sign of the rating. The measure is the area
under the ROC curve. No constant of the model is changed. Where the target was rated before: ${three(auc.ofKnown)}; of the later half of these:
${three(auc.ofLater)}. Over all ratings, of which ${auc.first} are the first of their target and therefore cannot be predicted:
${three(auc.ofAll)}.
These data have neither dollars nor trust seeds. Each rating stands for the same value. From day to day, a rater is believed by the square of
its score under the model, times n / (n + 1) of its praise n. That rule is the best of nine that were tried on these ratings, and the
model's prior and half-life were chosen with an eye on them, so the figures are somewhat optimistic.
`;
}

/** Writes docs/reputation.md. All of its numbers come from the run. */
export function reportMarkdown(
  measured: readonly (readonly [name: string, byMarket: readonly Measures[]])[],
  worlds: readonly MarketSettings[],
  model: ReputationModel,
  auc: NextRatingAuc | undefined,
): string {
  const { pair, unverified, score, credibility, jobValue } = model;
  const ceilings = worlds.map(ceilingTau);
  const results = measured.map(([name, byMarket]) => [name, averaged(byMarket)] as const);
  return `# Reputation: model ${model.version}
Generated by \`npm run bench:reputation\`; the tables and plots come from that run. The engine is \`packages/reputation/src/domain\`.

## A score is the lowest of four terms over credible evidence
**A pair** (agent, payer) keeps good and bad evidence on a ladder of values ${pair.rungsUsd.map((rung) => `$${rung}`).join(', ')}, once with a half-life of
${pair.slowHalfLifeDays} days and once with a half-life of ${pair.fastHalfLifeDays}. A rung holds at most one unit, so a payer holds at most ${pair.rungsUsd.length} units however rich it is, and a split payment is
worth the same as a whole one. The opinion on a rung is the payer's average over about $${pair.memoryUsd}. ${silenceText(pair)}
Beside a rating, a proof has weight ${pair.valueWeight.zk} and an oracle weight ${pair.valueWeight.oracle}. An upheld dispute is a bad opinion of weight ${pair.upheldWeight}. It also climbs a
ladder of its own up to $${pair.disputeRungsUsd.at(-1)}, with weight ${pair.disputeWeight}.

**An agent** is the sum over its pairs, weighted by the credibility c of the payer at that agent. Praise from payers without
credibility counts up to ${unverified.praiseShare} of credible praise, complaints up to ${unverified.complaintShare}. The score is the lowest of four terms: Wilson's lower bound
(z = ${score.z}) over the long horizon; the share of good evidence in the last days; the share of value that was not lost to disputes; and a
ceiling for identities with next to no credible praise. For a job of a given value (\`jobValue\`), praise is multiplied by ${jobValue.discountPerRung} for each rung
between the praised work and the job.

**Credibility** is earned by spending, not declared. Once in ${credibility.epochDays} day a pass follows money from the trust seeds, payer → agent → its other payers, in
${credibility.rounds} rounds. A payer's spending on good work with an agent earns it trust in proportion to the part of that agent's revenue that is itself
trusted, to the power ${credibility.purityPower}, and to the agent's quality as reported by trusted payers. A payer passes on no more than ${credibility.passedOnMultiple} of what it has earned, so a closed
ring cannot multiply the little that it bought outside. The weight of a payer's *word* is measured separately: an agent's trusted
share is compared with the share that trust seeds meet at the agents they pay. A dollar counts in full if the agent's share is at least one in ${credibility.word?.multiple ?? 1} of that,
and otherwise by the ratio to the power ${credibility.word?.power ?? credibility.purityPower}. A payer has full weight with $${credibility.fullAtUsd} of such dollars spent *at other agents*, whether the market has few trust seeds or many.
${purityText(credibility.word?.purity ?? null)}
**The same bits everywhere.** Exponentials are computed from the four operations that IEEE 754 fixes. Sums are whole quanta, so
they do not depend on the order in which events arrive, on the number of writers, or on whether pairs are added one at a
time or all at once. \`replay\` rebuilds a score from an export and compares.

| constant | value |
|---|---|
${constants(model).join('\n')}

## The benchmark measures how much rank an attacker can buy
The benchmark runs ${worlds.length} simulated markets (random seeds ${worlds.map(({ seed }) => seed).join(', ')}; share of trust seeds ${worlds.map(({ trustSeedShare }) => `${100 * trustSeedShare} %`).join(', ')}; settlement fees ${worlds.map(({ feeUsd }) => `$${feeUsd}`).join(', ')}) of
120 agents, 500 clients and 14,000 calls in 180 days. Most calls go to the few agents that a client has settled on. An attacker that pays itself gets the principal back, but not the fees, the 1 % cut,
the price of wallets and the price of real purchases. For each scorer the attacker uses the plan of the grid that gains most. Gains are percentile
points of rank among the market's own agents, averaged over the markets; τ is Kendall's, against true quality. The constants of the model
were chosen on markets of other random seeds (7001 to 7812) by the same simulator, against an attacker that knows the rule. Some thousand variants were tried, and
the last few were chosen by hand so that an example market and a network of real ratings are served as well. The markets of this page were run once. An attacker outside the grid
may do better. The baselines are our own implementations and were not tuned. Up to version 3 of this page the simulator's agents were more unequal in popularity than
those of the reference market, and the τ of every scorer was lower by .02 to .04; the table has version 3 in the same markets.

| ${HEADER.join(' | ')} |
|${HEADER.map(() => '---').join('|')}|
${results.map(row).join('\n')}

- Newcomer: an agent that serves one customer a day has arrived when it reaches the top fifth.
- Drop: twenty days of failures are noticed when the agent leaves the top half; 20 means never.
- Stolen: $100 a day while an agent with a perfect record on calls of three cents is in the top fifth for jobs of $100.
- Attacked: a wash trader, a ring, a front and slanderers at once, with $10 each. They pay themselves lavishly, with all money that credibility left over, or
  frugally, with no more than fills the ladder. Gains are the largest of both sorts of plans; figures in brackets are of lavish plans alone, which were the
  whole grid up to version 2.
- Aged: wash trading by wallets that bought their credibility from the first day on.

Chance changes a market more than a model does. A reader that knew how qualities are drawn and how reports come about, and that
everybody is honest, would reach a τ of ${mean(ceilings).toFixed(3)} in the clean markets (${ceilings.map((tau) => tau.toFixed(2)).join(', ')}). The rest is lost to calls that nobody rates
and to agents that get few calls. This registry, with the 95 % interval of its mean, and market by market:

| | mean | markets |
|---|---|---|
${spreads(measured.at(-1)?.[1] ?? [])}

![wash trading](reputation/wash-trading.svg)
![ring](reputation/ring.svg)
![trusted front](reputation/trusted-front.svg)
![aged wallets](reputation/aged-wallets.svg)
${ratingsSection(auc)}
## Limits
- Rank can be bought at a price. An attacker that really spends at honest agents from many wallets is a customer like others.
- The frugal attacker is the costliest to keep out. It buys at honest agents with nearly all of its money and pays its own agents only what
  fills the ladder, so only the price of credibility bounds it. Most of the order that a ring with $10 costs is the rank of the ring's own agents.
- A front is an honest agent like any other. The payments of its wallets thin out the trust that its customers bring, so the first dollar behind it
  buys most and the next ones nothing. In a market where the front is among the few agents of standing, that dollar buys half the ranking.
- The model needs trust seeds. If the trust seeds of a market pay few agents, the other agents are rated by the capped evidence of unknown payers. A
  trust seed that is bribed speaks with full weight.
- Resistance costs accuracy. In markets without cheating a plain mean orders agents better, as the first column shows. Most of the rest is
  the price of bounding a payer: a customer of sixty calls weighs about twice as much as a customer of a single call.
- A market with few trust seeds is ordered less well. Trust thins out by the ${power(credibility.purityPower)} of its share, so it does not reach agents far from all trust seeds.
- Where calls are few, honest complaints are few, and rank is cheaper: a poor agent that gets hardly any calls is the best one to push.
- Age alone is no defence. Credibility that was bought slowly is worth as much as credibility that was bought at once.
- Rings that serve real customers well lend each other the trust that those customers brought, no more and no less.
- A payer's new credibility takes effect at the next epoch, within a day; until then the former credibility counts.

## Memory and time in a large market
The pass reads pairs in rows compressed by agent. A pair takes 24 bytes for the graph, 16 for the flows of two rounds and 32 at the end; a payer takes 24 bytes, and 56 at the end. One million
agents and fifty million pairs of five million payers were sorted in 3.6 GB and counted in 2.5 GB at the peak, within one task of 4 GB
(\`packages/reputation/bench/pass-at-scale.ts\`). The largest market in a database had twenty million pairs. Each of the ${credibility.rounds} rounds is three
sequential sweeps with random reads of the payers. Why every epoch reads all pairs: [ADR 0096](adr/0096-read-the-whole-graph-each-epoch.md).
`;
}
