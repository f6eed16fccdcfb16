import { createHash } from 'node:crypto';
import { detailType, type DetailOf, type EventDeclaration } from '@pos/contract/event.ts';
import type { OutgoingEvent } from '@pos/database/outbox.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import { uuidV8 } from '@pos/vocabulary/uuid.ts';
import * as z from 'zod';

/** The event in every version that is published, newest first, in the form that `enqueue` takes. */
export const outgoingEvents = <const E extends EventDeclaration>(
  declaration: E,
  detail: DetailOf<E> & { readonly eventId: string },
): readonly OutgoingEvent[] => outgoingOnWire(declaration, z.encode(declaration.detail as z.ZodType, detail) as never);

/** The same as {@link outgoingEvents} for a detail in wire form. */
export function outgoingOnWire<const E extends EventDeclaration>(
  declaration: E,
  detail: z.input<E['detail']> & { readonly eventId: string },
): readonly OutgoingEvent[] {
  const { eventId } = detail;
  const versions: OutgoingEvent[] = [];
  let form: Json = detail as Json;
  for (let version: EventDeclaration | undefined = declaration; version !== undefined;) {
    const type = detailType(version);
    versions.push({
      eventId: version === declaration ? eventId : idOfVersion(eventId, type),
      source: version.source,
      detailType: type,
      detail: form,
    });
    const { previous }: EventDeclaration = version;
    if (previous !== undefined) form = previous.downgrade(form);
    version = previous?.declaration;
  }
  return versions;
}

/**
 * The id of an older version of an event. Consumers and listeners recognise a repeated delivery by its id, so two
 * versions of one occurrence need two ids. A repeated call returns the same id.
 */
const idOfVersion = (eventId: string, type: string): string =>
  uuidV8(createHash('sha256').update(`${eventId}\n${type}`).digest());
