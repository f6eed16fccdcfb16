import type { Json } from '@pos/vocabulary/json.ts';
import { detailType, type EventDeclaration } from '../event.ts';
import { visibilityOf } from '../visibility.ts';

/** An event as the feed sends it to everybody. */
export interface PublicEvent {
  readonly declaration: EventDeclaration;
  /** The public members of a detail in wire form. Members that the contract does not declare are left out. */
  readonly detailOf: (detail: Json) => Json;
}

export function publicEvent(declaration: EventDeclaration): PublicEvent {
  const names = Object.entries(declaration.detail.shape)
    .filter(([, field]) => visibilityOf(field) === 'public')
    .map(([name]) => name);
  return {
    declaration,
    detailOf(detail) {
      if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) return {};
      const members = detail as Readonly<Record<string, Json | undefined>>;
      return Object.fromEntries(
        names.flatMap((name) => (members[name] === undefined ? [] : [[name, members[name]] as const])),
      );
    },
  };
}

/** Public events by detail type, which is also their CloudEvents `type`. */
export const publicEvents = (events: readonly EventDeclaration[]): ReadonlyMap<string, PublicEvent> =>
  new Map(events.map((event) => [detailType(event), publicEvent(event)]));
