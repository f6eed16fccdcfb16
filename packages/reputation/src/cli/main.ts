import { parseArgs } from 'node:util';
import { CURRENT_MODEL, MODELS, modelOf } from '../model/models.ts';
import type { ReputationModel } from '../model/reputation-model.ts';
import { compareModels } from './compare-models.ts';
import { readExport, replayExport } from './replay-export.ts';
import { readEvents, readMeta } from './scenario-file.ts';
import { scoreScenario } from './score-scenario.ts';
import { writeLines } from './write-lines.ts';

const USAGE = `Usage:
  score   --events F.jsonl[.gz] --meta M.json --out S.jsonl [--model VERSION]
  compare --events F.jsonl[.gz] --meta M.json --from VERSION --to VERSION [--top 20]
  replay  --export E.json
Models: ${MODELS.map(({ version }) => version).join(', ')}
`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    events: { type: 'string' },
    meta: { type: 'string' },
    out: { type: 'string' },
    model: { type: 'string', default: CURRENT_MODEL.version },
    from: { type: 'string', default: MODELS[0]?.version ?? CURRENT_MODEL.version },
    to: { type: 'string', default: CURRENT_MODEL.version },
    top: { type: 'string', default: '20' },
    export: { type: 'string' },
  },
});

class UsageError extends Error {}

function needed(name: 'events' | 'meta' | 'out' | 'export'): string {
  const value = values[name];
  if (value === undefined) throw new UsageError(`--${name} is missing.`);
  return value;
}

function modelNamed(version: string): ReputationModel {
  const model = modelOf(version);
  if (!model) throw new UsageError(`There is no model ${version}.`);
  return model;
}

function run(command: string | undefined): void {
  switch (command) {
    case 'score':
      return writeLines(needed('out'), scoreScenario(readEvents(needed('events')), readMeta(needed('meta')), modelNamed(values.model)));
    case 'compare': {
      const moves = compareModels(readEvents(needed('events')), readMeta(needed('meta')), modelNamed(values.from), modelNamed(values.to));
      return console.table(moves.slice(0, Number(values.top)));
    }
    case 'replay': {
      const replay = replayExport(readExport(needed('export')));
      console.log(JSON.stringify(replay, null, 2));
      if (replay.agrees === false) process.exitCode = 1;
      return;
    }
    default:
      throw new UsageError('Name one of the commands.');
  }
}

try {
  run(positionals[0]);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n${USAGE}`);
  process.exitCode = 2;
}
