import type { NumberedEvent, ScenarioEvent, ScenarioMeta } from './scenario-file.ts';
import { isSilent } from './scenario-market.ts';

/** What in a scenario is hardly meant so. */
export type NoteCode =
  | 'no-events'
  | 'no-queries'
  | 'event-repeated'
  | 'id-shared'
  | 'outcome-missing'
  | 'agent-beyond-count'
  | 'payer-beyond-count'
  | 'anchor-unknown';

/** `count` is how often; `text` says where first, and what to do about it. */
export interface ScenarioNote {
  readonly code: NoteCode;
  readonly count: number;
  readonly text: string;
}

interface Places {
  readonly events: string;
  readonly meta: string;
}

/** Events by what is to be done with them; each that is counted is in `events` too. */
interface Sorted {
  readonly events: readonly NumberedEvent[];
  readonly repeated: readonly NumberedEvent[];
  readonly sharing: readonly NumberedEvent[];
}

/**
 * What of a scenario is used, and what its author should hear of: nothing is left out in silence, and what may well be
 * meant is scored all the same. A line that stands twice is one event, as a second delivery is.
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
              text: `${at.events} holds no events: every agent is scored as one of whom nothing is known.`,
            },
          ]),
      ...(meta.queries.length > 0
        ? []
        : [
            {
              code: 'no-queries' as const,
              count: 0,
              text: `${at.meta} asks for no time, so nothing is scored: name days under "queries".`,
            },
          ]),
      ...about(
        'event-repeated',
        repeated,
        ({ id }) => `event ${id} stands there before, word for word, and is counted once.`,
      ),
      ...about(
        'id-shared',
        sharing,
        ({ id }) =>
          `another event with the id ${id} says something else, and both are counted. Give every event an id of its own.`,
      ),
      ...about(
        'outcome-missing',
        events.filter(isSilent),
        ({ id, kind }) =>
          `event ${id} is of kind ${kind} and has no y, so that all it says is that the agent was paid: it is counted as implicit. Give it a y from 0 to 1.`,
      ),
      ...about(
        'agent-beyond-count',
        events.filter(({ agent }) => agent >= meta.n_agents),
        ({ agent }) =>
          `agent ${agent} is not below n_agents (${meta.n_agents}) of ${at.meta}. Such events count for how much their payers are believed; no score is written for the agent. Raise n_agents to have it.`,
      ),
      ...about(
        'payer-beyond-count',
        events.filter(({ payer }) => payer >= meta.n_payers),
        ({ payer }) =>
          `payer ${payer} is not below n_payers (${meta.n_payers}) of ${at.meta}. The event is counted as any payer's. Raise n_payers if it is meant.`,
      ),
      ...(lost.length === 0
        ? []
        : [
            {
              code: 'anchor-unknown' as const,
              count: lost.length,
              text: `${at.meta}, anchors: ${lost[0]} (the first of ${lost.length}) is not below n_payers (${meta.n_payers}) and pays nobody, so nothing is trusted for it. Payers are counted from 0.`,
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
