import type { Shape } from './domain/shape.ts';

/** The part of a route's declaration that a call needs, as data. It refers to no schema. */
export interface CallableRoute {
  readonly id: string;
  readonly method: string;
  /** OpenAPI path template. */
  readonly path: string;
  /** A feed is an endless list of events. A paged call has a cursor in its query and answers with JSON. */
  readonly form: 'call' | 'paged' | 'feed';
  /** True if the call needs a bearer token. */
  readonly token?: true;
  /** True if the call takes an API key. */
  readonly apiKey?: true;
  /** Media type of the body, if it is not `application/json`. */
  readonly bodyType?: string;
  /**
   * `read` may be repeated, `keyed` with its Idempotency-Key, `challenged` because the challenge in its body is its key,
   * and `once` only if it had no effect.
   */
  readonly repeat: 'read' | 'keyed' | 'challenged' | 'once';
  /** Shapes by status of success. `text` is an answer that is not JSON. */
  readonly answers: Readonly<Record<string, Shape | 'text'>>;
}
