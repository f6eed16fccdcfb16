/** A date in UTC, such as `2026-12-01`. It means midnight at the beginning of the day. */
export type IsoDate = `${number}-${number}-${number}`;

/**
 * Announces the removal of a route, an event, a member or a value. A route or event has it as its member `deprecated`. A
 * schema has it in its metadata, see `deprecated` and `deprecatedValues`. OpenAPI, the documentation page, the schemas of
 * events and the headers `Deprecation`, `Sunset` and `Link` derive from it (docs/adr/0108-removals-are-announced-in-the-declaration.md).
 */
export interface Deprecation {
  readonly since: IsoDate;
  /** The registry may remove the name from this date on, at least `NOTICE_DAYS` after `since`. */
  readonly sunset: IsoDate;
  /**
   * The name to use instead. It is the path of a route for a route, the detail type of an event for an event, a member of
   * the same object for a member, and a value of the same enum for a value.
   */
  readonly successor?: string;
  /** A further sentence for callers, beside those about the dates and the successor. */
  readonly note?: string;
}

/** Minimum number of days between the announcement of a removal and the removal. */
export const NOTICE_DAYS = 180;

/**
 * Metadata of a deprecated query parameter, body member or answer member, for `.meta()`. The keyword `deprecated` of JSON
 * Schema is a boolean, so the dates have a key of their own.
 */
export const deprecated = (deprecation: Deprecation) => ({ deprecated: true, deprecation }) as const;

/** Metadata of an enum that has deprecated values, for `.meta()`. */
export const deprecatedValues = (byValue: Readonly<Record<string, Deprecation>>) =>
  ({ deprecatedValues: byValue }) as const;

/** What OpenAPI, pages and headers say about a deprecation. */
export const deprecationText = ({ since, sunset, successor, note }: Deprecation): string =>
  [
    `Deprecated since ${since}; may be removed from ${sunset} on.`,
    ...(successor === undefined ? [] : [`Use ${successor} instead.`]),
    ...(note === undefined ? [] : [note]),
  ].join(' ');
