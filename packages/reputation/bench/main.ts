import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CURRENT_MODEL, MODELS } from '../src/model/models.ts';
import type { ReputationModel } from '../src/model/reputation-model.ts';
import { marketEvidence } from '../src/cli/scenario-market.ts';
import { MS_PER_DAY } from '../src/domain/evidence.ts';
import { scoredMarket } from '../src/domain/scored-market.ts';
import { scoreFrom, scoreTerms } from '../src/domain/score.ts';
import { beta, eigenTrust, erc8004Average, mean, rev2, sybilRank, wilson, type Scorer } from './baselines.ts';
import { curvesSvg, type Curve } from './curves-svg.ts';
import type { MarketEvent } from './market.ts';
import { averaged, BUDGETS_USD, measure, type Measures } from './measures.ts';
import { nextRatingAuc, readRatings } from './next-rating.ts';
import { reportMarkdown } from './report.ts';
import { REPORTED_SEEDS, worldsOf } from './worlds.ts';

const USAGE = `Measures every scorer against every attack and prints the report. All options may be left out:
  --docs DIR        write DIR/reputation.md and its plots instead; then run: npm run format
  --seeds N,N,…     random seeds of the markets to measure in; twelve by default
  --ratings F.csv   a network of ratings (source, target, rating, time): adds how well the next rating is predicted
  --save F.json     save the measurements to a file
  --measured F.json write the report from saved measurements, without measuring`;

const OPTIONS = {
  docs: { type: 'string' },
  seeds: { type: 'string', default: REPORTED_SEEDS.join(',') },
  ratings: { type: 'string' },
  save: { type: 'string' },
  measured: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function readArguments() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    console.error(`${error.message}\n${USAGE}`);
    return process.exit(2);
  }
}

const values = readArguments();
if (values.help) {
  console.log(USAGE);
  process.exit();
}

/**
 * The registry's own scorer, with the engine and the pass of production. Successive calls for one market must not go
 * back in time.
 */
function registry(model: ReputationModel): Scorer {
  const known = new WeakMap<readonly MarketEvent[], ReturnType<typeof scoredMarket>>();
  return (events, meta, t) => {
    const trustSeeds = new Map(meta.anchors.map((payer) => [payer, 1]));
    const scored =
      known.get(events) ??
      scoredMarket({ payers: meta.n_payers, agents: meta.n_agents, trustSeeds, model }, marketEvidence(events));
    known.set(events, scored);
    const atMs = Math.round(t * MS_PER_DAY);
    return scored.rowsAt(atMs).map((row) => scoreFrom(scoreTerms(row, atMs, meta.ticket, model)));
  };
}

const SCORERS: readonly (readonly [name: string, scorer: Scorer])[] = [
  ['mean', mean],
  ['ERC-8004 average', erc8004Average],
  ['Beta', beta],
  ['Wilson bound', wilson],
  ['REV2', rev2],
  ['EigenTrust', eigenTrust],
  ['SybilRank', sybilRank],
  ...MODELS.slice(-2, -1).map((model) => [model.version, registry(model)] as const),
  ['this registry', registry(CURRENT_MODEL)],
];

const worlds = worldsOf(values.seeds.split(',').map(Number));
type Measured = readonly (readonly [name: string, byMarket: readonly Measures[]])[];

const measureAll = (): Measured =>
  SCORERS.map(([name, scorer]) => {
    const byMarket = worlds.map((settings) => measure(scorer, settings));
    console.error(`${name}: measured`);
    return [name, byMarket] as const;
  });

const measured: Measured =
  values.measured === undefined ? measureAll() : (JSON.parse(readFileSync(values.measured, 'utf8')) as Measured);
if (values.save !== undefined) writeFileSync(values.save, JSON.stringify(measured));
const results = measured.map(([name, byMarket]) => [name, averaged(byMarket)] as const);
const ratings =
  values.ratings === undefined
    ? undefined
    : nextRatingAuc(readRatings(readFileSync(values.ratings, 'utf8')), CURRENT_MODEL);
const report = reportMarkdown(measured, worlds, CURRENT_MODEL, ratings);

if (values.docs === undefined) console.log(report);
else {
  mkdirSync(join(values.docs, 'reputation'), { recursive: true });
  writeFileSync(join(values.docs, 'reputation.md'), report);
  const plots: readonly (readonly [file: string, title: string, key: 'wash' | 'ring' | 'front' | 'aged'])[] = [
    ['wash-trading', 'Rank gained by wash trading', 'wash'],
    ['ring', 'Rank gained by a ring of eight agents', 'ring'],
    ['trusted-front', 'Rank gained behind a trusted front', 'front'],
    ['aged-wallets', 'Rank gained by wallets left to age', 'aged'],
  ];
  for (const [file, title, key] of plots) {
    const curves = results.map(([name, measures]): Curve => ({
      name,
      points: BUDGETS_USD.map((usd, index) => [usd, measures[key][index] ?? 0]),
      emphasised: name === 'this registry',
    }));
    writeFileSync(join(values.docs, 'reputation', `${file}.svg`), curvesSvg(title, curves, BUDGETS_USD));
  }
}
