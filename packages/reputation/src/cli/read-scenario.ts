import { readEvents, readMeta, type ScenarioEvent, type ScenarioMeta } from './scenario-file.ts';
import { noteScenario, type ScenarioNote } from './scenario-notes.ts';

/** A scenario as read from its files, with warnings about likely mistakes. */
export interface ReadScenario {
  readonly events: readonly ScenarioEvent[];
  readonly meta: ScenarioMeta;
  readonly notes: readonly ScenarioNote[];
}

export function readScenario(eventsPath: string, metaPath: string): ReadScenario {
  const meta = readMeta(metaPath);
  return { meta, ...noteScenario(readEvents(eventsPath), meta, { events: eventsPath, meta: metaPath }) };
}
