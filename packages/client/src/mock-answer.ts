/** An example of a success of a route. */
export interface MockAnswer {
  readonly status: number;
  readonly contentType: string;
  /** JSON on the wire, or a text where the route answers with one. */
  readonly body: unknown;
}
