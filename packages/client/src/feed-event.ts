/**
 * Type of a text that this client does not list. It is an enum that exists only as a type: TypeScript takes it for a
 * string that differs from every listed one, so that a comparison with a listed text narrows a union.
 */
export declare enum Unlisted {
  text = 'any text that is not listed',
}

/** The members of a CloudEvent that every event has. */
interface Envelope<Type extends string, Data> {
  readonly id: string;
  readonly type: Type;
  readonly source: string;
  /** The agent's DID if the event concerns an agent. */
  readonly subject: string | undefined;
  readonly time: Date;
  readonly data: Data;
  /** Position of the event. Pass it as `last-event-id` to resume after this event, also from another process. */
  readonly position: string;
}

/** An event that this client knows. Its amounts are `bigint` and its times `Date`. */
export interface KnownEvent<Type extends string, Data> extends Envelope<Type, Data> {}

/** An event of a type that only a newer registry declares. Its data is the JSON as it was sent. */
export interface UnknownEvent extends Envelope<Unlisted, unknown> {}

/** A message that could not be read, so that the feed goes on after it. Report `fault` to the operator of the registry. */
export interface UnreadableEvent {
  readonly type: 'unreadable';
  /** Type and id that the message names, if it names them. */
  readonly sentType: string | undefined;
  readonly id: string | undefined;
  readonly fault: string;
  /** The message as JSON, or as text where it is not JSON. */
  readonly data: unknown;
  readonly position: string;
}
