import type { Log } from './log.ts';
import type { Result } from '@pos/vocabulary/result.ts';
import type { Problem } from '@pos/contract/problem.ts';
import type { APIGatewayProxyEvent } from 'aws-lambda';

/** One client of a streaming route. */
export interface Listener {
  /**
   * Writes text to the client. Returns false if the client reads too slowly; `drained` then resolves when the client
   * has caught up.
   */
  write(text: string): boolean;
  drained(): Promise<void>;
  readonly gone: AbortSignal;
}

/** The stream of an accepted request. Runs until the listener is gone. Throws if the stream cannot continue. */
export type Stream = (listener: Listener) => Promise<void>;

/** The implementation of a streaming route, which the container service hosts. */
export interface RouteStream<Id extends string = string> {
  readonly routeId: Id;
  readonly contentType: string;
  /** Parses the request. A refusal becomes a problem document, as on any other route. */
  open(event: APIGatewayProxyEvent, surroundings: StreamSurroundings): Promise<Result<Stream, Problem>>;
}

export interface StreamSurroundings {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** Publishes a metric at once. */
  readonly measure: (metric: string, value: number) => void;
}
