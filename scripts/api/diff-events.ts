import type { EventSchemas } from './api-documents.ts';
import { change, isPastSunset, type Change, type JsonObject, type Place, type Side } from './change.ts';
import { diffSchema } from './diff-schema.ts';

const noReference = (ref: string): never => {
  throw new Error(`The schema of an event has the reference ${ref}: repeat the schema in its place.`);
};

type Schemas = Readonly<Record<string, JsonObject>>;

function diffSide(before: Schemas, after: Schemas, side: Side, today: string): readonly Change[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((type): readonly Change[] => {
    const where = `${side === 'answer' ? 'event' : 'accepted event'} ${type}`;
    const at: Place = { side, where, before: noReference, after: noReference, today };
    const [former, present] = [before[type], after[type]];
    if (former === undefined) return [change('additive', at, 'The event is new.')];
    if (present !== undefined) return diffSchema(former, present, at);
    return isPastSunset(former, today)
      ? [change('additive', at, 'The event is gone after its announced end.')]
      : [change('breaking', at, 'The event is gone.')];
  });
}

/** Every change of the events. Published events are read as answers are, and accepted ones are sent as requests are. */
export const diffEvents = (before: EventSchemas, after: EventSchemas, today: string): readonly Change[] => [
  ...diffSide(before.published, after.published, 'answer', today),
  ...diffSide(before.accepted, after.accepted, 'request', today),
];
