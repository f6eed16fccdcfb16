/** A date in UTC, such as `2026-12-01`. It means midnight at the beginning of the day. */
export type IsoDate = `${number}-${number}-${number}`;

/**
 * Announces the removal of a route, an event, a member or a value. A route or event has it as its member `deprecated`. A
 * schema has it in its metadata, see `deprecated` and `deprecatedValues`. OpenAPI, the documentation page, the schemas of
 * events and the headers `Deprecation`, `Sunset` and `Link` derive from it (docs/adr/0108-one-name-for-one-thing.md).
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
  /** A sentence for callers that the dates and the successor do not say. */
  readonly note?: string;
}
