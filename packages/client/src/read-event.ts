import { parseJson } from './answer.ts';
import type { StreamMessage } from './domain/read-stream.ts';
import { MisfitError, readShape, type Shape } from './domain/shape.ts';
import type { KnownEvent, UnknownEvent, UnreadableEvent } from './feed-event.ts';

/** CloudEvents 1.0 in JSON, as far as this client uses it. */
const CLOUD_EVENT: Shape = { o: { id: 's', source: 's', type: 's', 'subject?': 's', time: 'd', 'data?': 'u' } };

interface CloudEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  readonly time: Date;
  readonly data?: unknown;
}

export type AnyEvent = KnownEvent<string, unknown> | UnknownEvent | UnreadableEvent;

function unreadable(sent: unknown, fault: string, position: string): UnreadableEvent {
  const { type, id } = Object(sent) as { readonly type?: unknown; readonly id?: unknown };
  const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return { type: 'unreadable', sentType: textOf(type), id: textOf(id), fault, data: sent, position };
}

/**
 * Reads a message of the feed. It never throws for a message of the registry, because the listener would then receive
 * the same message again after every reconnect.
 */
export function readEvent(events: Readonly<Record<string, Shape>>, message: StreamMessage): AnyEvent {
  const position = message.lastEventId ?? '';
  const sent = parseJson(message.data);
  if (sent === undefined) return unreadable(message.data, 'the message is not JSON', position);
  try {
    const { id, source, type, subject, time, data } = readShape(CLOUD_EVENT, sent) as CloudEvent;
    const shape = Object.hasOwn(events, type) ? events[type] : undefined;
    const read = shape === undefined ? data : readShape(shape, data, '/data');
    return { id, type, source, subject, time, data: read, position };
  } catch (error) {
    if (error instanceof MisfitError) return unreadable(sent, error.message, position);
    throw error;
  }
}
