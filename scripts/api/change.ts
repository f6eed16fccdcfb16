/**
 * The kind of a change, see docs/api-stability.md. Callers need not react to an additive one, must move to the successor
 * of a deprecated name before its sunset, and must adapt to a breaking one at once.
 */
export type ChangeKind = 'additive' | 'deprecated' | 'breaking';

export interface Change {
  readonly kind: ChangeKind;
  /** The place in the API, such as `GET /agents/{did} answer 200 .skills[].skill`. */
  readonly where: string;
  /** The change as a sentence. */
  readonly what: string;
}

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where a value occurs. The server reads requests strictly, and callers read answers tolerantly. */
export type Side = 'request' | 'answer';

/** Where two schemas are compared. */
export interface Place {
  readonly side: Side;
  readonly where: string;
  /** Finds the schema of a `$ref` of the former and of the present document. */
  readonly before: (ref: string) => JsonObject;
  readonly after: (ref: string) => JsonObject;
  /** ISO date of the comparison. A name whose announced sunset has come by then may be removed. */
  readonly today: string;
  /** True if only callers that the data is about get the answer, so that members for them are not withheld. */
  readonly discloses?: boolean;
}

export const change = (kind: ChangeKind, { where }: Pick<Place, 'where'>, what: string): Change => ({
  kind,
  where,
  what,
});

/** True for an operation, parameter or schema whose announced date of removal has passed. */
export const isPastSunset = (value: JsonObject, today: string): boolean =>
  value['deprecated'] === true && typeof value['x-sunset'] === 'string' && value['x-sunset'] <= today;

/** The change by which something became deprecated, or stopped being so. */
export function deprecationChange(before: JsonObject, after: JsonObject, at: Pick<Place, 'where'>): readonly Change[] {
  const [was, is] = [before['deprecated'] === true, after['deprecated'] === true];
  if (was === is) return [];
  const sunset = typeof after['x-sunset'] === 'string' ? ` and may be removed from ${after['x-sunset']} on` : '';
  return [
    is ? change('deprecated', at, `It is deprecated${sunset}.`) : change('additive', at, 'It is no longer deprecated.'),
  ];
}
