import { detailType, EXTERNAL_SOURCE_PREFIX, type EventDeclaration } from '@pos/contract/event.ts';
import { EVENTS } from '@pos/contract/events.ts';
import type { Problem } from '@pos/contract/problem.ts';
import { parsePart } from '@pos/runtime/domain/field-errors.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';

/** An event as a producer sends it, with its place in the request. */
export interface SentEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, Json>>;
}

const declared: readonly EventDeclaration[] = Object.values(EVENTS);
const open = declared.filter(({ outsiders }) => outsiders === true).map(detailType);

type Refusal = Problem<'event-type-unknown' | 'event-not-open' | 'request-invalid'>;

/**
 * Checks an event by the schema of its type, strictly: an unknown member is refused, although consumers would ignore it.
 * `index` is the place of the event in the request.
 */
export function checkProduced({ type, data }: SentEvent, index: number): Result<SentEvent, Refusal> {
  const event = declared.find((each) => detailType(each) === type);
  if (event === undefined) return err({ code: 'event-type-unknown', detail: `There is no event ${type}.` });
  if (event.outsiders !== true)
    return err({ code: 'event-not-open', detail: `${type} is not open. Open are ${open.join(', ')}.` });
  const parsed = parsePart('body', event.detail.strict(), data);
  if (parsed.ok) return ok({ type, data });
  const errors = parsed.error.map((each) => ({ ...each, pointer: `/events/${index}/data${each.pointer}` }));
  return err({ code: 'request-invalid', errors });
}

/** The source of the events of a client. The token names the client, so no producer can publish as another one. */
export const sourceOf = (clientId: string): string => `${EXTERNAL_SOURCE_PREFIX}${clientId}`;
