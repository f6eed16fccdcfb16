import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { configFromUrl } from '@pos/database/connection-config.ts';
import { connect } from '@pos/database/connect.ts';
import type { Database } from '@pos/database/database.ts';
import { isDid, type Did } from '@pos/vocabulary/did.ts';
import { OutageError } from '@pos/vocabulary/outage-error.ts';
import { requestEpoch } from '../epochs/epoch-rows.ts';
import { MS_PER_DAY } from '../domain/evidence.ts';
import { CURRENT_MODEL, MODELS, modelOf } from '../model/models.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import { attest, ATTESTED_NAMES, readKey, readSaid } from './attest.ts';
import { compareModels } from './compare-models.ts';
import { compareOverDatabase } from './compare-over-database.ts';
import { exportAgent } from './export-agent.ts';
import { InputFileError } from './input-file.ts';
import { movesTable } from './moves-table.ts';
import { isSound, readExport, replayExport } from './replay-export.ts';
import { readScenario, type ReadScenario } from './read-scenario.ts';
import { scenarioMarket } from './scenario-market.ts';
import { scoreScenario } from './score-scenario.ts';
import { writeLines } from './write-lines.ts';

const USAGE = `Usage:
  score   --events F.jsonl[.gz] --meta M.json --out S.jsonl [--model VERSION]
  compare --events F.jsonl[.gz] --meta M.json --from VERSION --to VERSION [--top 20]
  compare --database URL [--from VERSION] [--to VERSION] [--top 20]
  export  --database URL --did DID --out E.json [--name-payers]
  replay  --export E.json
  epoch   --database URL
  attest  --event EVENT --detail JSON --key K.json --registry HOST --out E.json [--bus NAME] [--source SOURCE]
A database's URL is also read from DATABASE_URL.
Events: ${ATTESTED_NAMES.join(', ')}
Models: ${MODELS.map(({ version }) => version).join(', ')}
`;

class UsageError extends Error {}

const OPTIONS = {
  events: { type: 'string' },
  meta: { type: 'string' },
  out: { type: 'string' },
  model: { type: 'string', default: CURRENT_MODEL.version },
  from: { type: 'string', default: MODELS[0]?.version ?? CURRENT_MODEL.version },
  to: { type: 'string', default: CURRENT_MODEL.version },
  top: { type: 'string', default: '20' },
  export: { type: 'string' },
  did: { type: 'string' },
  'name-payers': { type: 'boolean', default: false },
  database: { type: 'string' },
  event: { type: 'string' },
  detail: { type: 'string' },
  key: { type: 'string' },
  registry: { type: 'string' },
  bus: { type: 'string', default: 'pos-local-events' },
  source: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const complain = (message: string): void => {
  console.error(message);
  process.exitCode = 2;
};

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: OPTIONS });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    complain(`${error.message}\n${USAGE}`);
    return process.exit();
  }
}

const { positionals, values } = readArguments();

function needed(name: 'events' | 'meta' | 'out' | 'export' | 'did' | 'event' | 'detail' | 'key' | 'registry'): string {
  const value = values[name];
  if (value === undefined) throw new UsageError(`--${name} is missing.`);
  return value;
}

function modelNamed(version: string): ReputationModel {
  const model = modelOf(version);
  if (!model) throw new UsageError(`There is no model ${version}.`);
  return model;
}

function mostMoves(): number {
  const most = Number(values.top);
  if (!Number.isInteger(most) || most < 1)
    throw new UsageError(`--top takes a whole number from 1, not ${values.top}.`);
  return most;
}

/** Reads the market that --events and --meta name. Warnings about its files do not end the command. */
function scenarioNamed(): ReadScenario {
  const scenario = readScenario(needed('events'), needed('meta'));
  for (const { code, text } of scenario.notes) console.warn(`Warning (${code}): ${text}`);
  return scenario;
}

const databaseUrl = (): string | undefined => values.database ?? process.env['DATABASE_URL'];

async function overDatabase(work: (database: Database) => Promise<void>): Promise<void> {
  const url = databaseUrl();
  if (url === undefined) throw new UsageError('--database is missing.');
  if (!URL.canParse(url))
    throw new UsageError('--database is not a URL: write postgres://<user>:<password>@<host>:<port>/<database>.');
  const database = connect(configFromUrl(url));
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

function agentNamed(did: string): Did {
  if (!isDid(did)) throw new UsageError(`${did} is not a DID.`);
  return did;
}

/** The host of the registry, which attestations name. */
const hostNamed = (registry: string): string =>
  URL.canParse(registry) && registry.includes('://') ? new URL(registry).host : registry;

function score(): void {
  const [out, model] = [needed('out'), modelNamed(values.model)];
  const { events, meta } = scenarioNamed();
  writeLines(out, scoreScenario(events, meta, model));
  console.error(
    `Written to ${out}: ${meta.n_agents} agents by ${model.version}, for ${meta.queries.length} queries, from ${events.length} events.`,
  );
}

async function compare(): Promise<void> {
  const [from, to, most] = [modelNamed(values.from), modelNamed(values.to), mostMoves()];
  if (values.events === undefined) {
    return overDatabase(async (database) =>
      console.log(movesTable(await compareOverDatabase(database, from, to, new Date()), most)),
    );
  }
  const { events, meta } = scenarioNamed();
  const asked = { atMs: Math.round(Math.max(0, ...meta.queries) * MS_PER_DAY), jobValueUsd: meta.ticket ?? null };
  const moves = compareModels(scenarioMarket(events, meta), asked, from, to).filter(
    ({ agent }) => agent < meta.n_agents,
  );
  console.log(movesTable(moves, most));
}

function exportOne(): Promise<void> {
  const [did, out] = [agentNamed(needed('did')), needed('out')];
  return overDatabase(async (database) => {
    const exported = await exportAgent(database, did, values['name-payers'] ? 'named' : 'numbered');
    if (exported === undefined)
      return complain(`The database has no evidence about ${did}: no payment, no rating, no verdict.`);
    writeFileSync(out, `${JSON.stringify(exported, null, 1)}\n`);
    console.log(`Written to ${out}. Check it: npm run reputation -- replay --export ${out}`);
  });
}

const epoch = (): Promise<void> =>
  overDatabase(async (database) => {
    await requestEpoch(database);
    console.log('Requested: the worker starts a pass at its next poll.');
  });

function signAttestation(): void {
  const [event, domain, out] = [needed('event'), hostNamed(needed('registry')), needed('out')];
  const entry = attest({
    event,
    said: readSaid(needed('detail')),
    domain,
    busName: values.bus,
    source: values.source,
    key: readKey(needed('key')),
    eventId: randomUUID(),
    now: new Date(),
  });
  writeFileSync(out, `${JSON.stringify({ Entries: [entry] }, null, 1)}\n`);
  console.log(`Signed and written to ${out}. Put it on the bus: aws events put-events --cli-input-json file://${out}`);
}

function replay(): void {
  const exported = readExport(needed('export'));
  modelNamed(exported.modelVersion);
  const replayed = replayExport(exported);
  console.log(JSON.stringify(replayed, null, 2));
  if (!isSound(replayed)) process.exitCode = 1;
}

const COMMANDS = new Map<string, () => void | Promise<void>>(
  Object.entries({ score, compare, export: exportOne, replay, epoch, attest: signAttestation }),
);

function commandNamed(name: string | undefined) {
  const command = name === undefined ? undefined : COMMANDS.get(name);
  if (command === undefined)
    throw new UsageError(name === undefined ? 'Name one of the commands.' : `There is no command ${name}.`);
  return command;
}

try {
  if (values.help) console.log(USAGE);
  else await commandNamed(positionals[0])();
} catch (error) {
  if (error instanceof UsageError) complain(`${error.message}\n${USAGE}`);
  else if (
    error instanceof InputFileError ||
    error instanceof OutageError ||
    (error instanceof Error && 'path' in error)
  )
    complain(error.message);
  else throw error;
}
