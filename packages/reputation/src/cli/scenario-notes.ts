import type { NumberedEvent, ScenarioEvent, ScenarioMeta } from './scenario-file.ts';
import { isSilent } from './scenario-market.ts';

/** Likely mistakes in a scenario. */
export type NoteCode =
  | 'no-events'
  | 'no-queries'
  | 'event-repeated'
  | 'id-shared'
  | 'outcome-missing'
  | 'agent-beyond-count'
  | 'payer-beyond-count'
  | 'anchor-unknown';

/** `count` is the number of occurrences. `text` names the first one and what to do about it. */
export interface ScenarioNote {
  readonly code: NoteCode;
  readonly count: number;
  readonly text: string;
}

interface Places {
  readonly events: string;
  readonly meta: string;
}

/** Events by treatment. `events` contains all counted events, including the events in `sharing`. */
interface Sorted {
  readonly events: readonly NumberedEvent[];
  readonly repeated: readonly NumberedEvent[];
  readonly sharing: readonly NumberedEvent[];
}

/**
 * Selects the events of a scenario to score, and collects warnings for its author. No event is dropped without a
 * warning, and events that may be intended are scored. Identical lines count as one event, like a second delivery.
 */
export function noteScenario(
  all: readonly NumberedEvent[],
  meta: ScenarioMeta,
  at: Places,
): { readonly events: readonly ScenarioEvent[]; readonly notes: readonly ScenarioNote[] } {
  const { events, repeated, sharing } = sortOut(all);
  const payers = new Set(events.map(({ payer }) => payer));
  const lost = meta.anchors.filter((anchor) => anchor >= meta.n_payers && !payers.has(anchor));
  const about = (
    code: NoteCode,
    found: readonly NumberedEvent[],
    say: (first: NumberedEvent) => string,
  ): ScenarioNote[] => {
    const [first] = found;
    return first === undefined
      ? []
      : [
          {
            code,
            count: found.length,
            text: `${at.events}, line ${first.line} (the first of ${found.length}): ${say(first)}`,
          },
        ];
  };
  return {
    events,
    notes: [
      ...(all.length > 0
        ? []
        : [
            {
              code: 'no-events' as const,
              count: 0,
              text: `${at.events} holds no events: every agent gets the score of an agent without evidence.`,
            },
          ]),
      ...(meta.queries.length > 0
        ? []
        : [
            {
              code: 'no-queries' as const,
              count: 0,
              text: `${at.meta} has no queries, so nothing is scored: name days under "queries".`,
            },
          ]),
      ...about(
        'event-repeated',
        repeated,
        ({ id }) => `event ${id} is a repetition of an earlier line and is counted once.`,
      ),
      ...about(
        'id-shared',
        sharing,
        ({ id }) =>
          `another event has the same id ${id} and other content, and both are counted. Give every event an id of its own.`,
      ),
      ...about(
        'outcome-missing',
        events.filter(isSilent),
        ({ id, kind }) =>
          `event ${id} is of kind ${kind} and has no y, so it shows only that the agent was paid: it is counted as implicit. Give it a y from 0 to 1.`,
      ),
      ...about(
        'agent-beyond-count',
        events.filter(({ agent }) => agent >= meta.n_agents),
        ({ agent }) =>
          `agent ${agent} is not below n_agents (${meta.n_agents}) of ${at.meta}. Such events count towards the credibility of their payers; no score is written for the agent. Raise n_agents to get one.`,
      ),
      ...about(
        'payer-beyond-count',
        events.filter(({ payer }) => payer >= meta.n_payers),
        ({ payer }) =>
          `payer ${payer} is not below n_payers (${meta.n_payers}) of ${at.meta}. The event counts like that of any other payer. Raise n_payers if the payer is intended.`,
      ),
      ...(lost.length === 0
        ? []
        : [
            {
              code: 'anchor-unknown' as const,
              count: lost.length,
              text: `${at.meta}, anchors: ${lost[0]} (the first of ${lost.length}) is not below n_payers (${meta.n_payers}) and pays nobody, so no trust starts at this trust seed. Payers are counted from 0.`,
            },
          ]),
    ],
  };
}

function sortOut(all: readonly NumberedEvent[]): Sorted {
  const seen = new Map<string, string>();
  const sorted = {
    events: new Array<NumberedEvent>(),
    repeated: new Array<NumberedEvent>(),
    sharing: new Array<NumberedEvent>(),
  };
  for (const event of all) {
    const { line: _, ...said } = event;
    const [id, text] = [`${typeof event.id} ${event.id}`, JSON.stringify(said)];
    const former = seen.get(id);
    if (former === text) sorted.repeated.push(event);
    else sorted.events.push(event);
    if (former === undefined) seen.set(id, text);
    else if (former !== text) sorted.sharing.push(event);
  }
  return sorted;
}
