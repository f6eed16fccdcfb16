import type { Log } from './log.ts';
import type { Result } from '@pos/vocabulary/result.ts';
import type { Problem } from '@pos/contract/problem.ts';
import type { APIGatewayProxyEvent } from 'aws-lambda';

/** One client of a streaming route. */
export interface Listener {
  /** Returns false where the client is behind. `drained` resolves when it has caught up. */
  write(text: string): boolean;
  drained(): Promise<void>;
  readonly gone: AbortSignal;
}

/** An accepted request. Runs until the listener is gone, and throws where the stream cannot continue. */
export type Stream = (listener: Listener) => Promise<void>;

/** The implementation of a streaming route, which the container service hosts. */
export interface RouteStream<Id extends string = string> {
  readonly routeId: Id;
  readonly contentType: string;
  /** Parses the request. A refusal is answered like that of any route. */
  open(event: APIGatewayProxyEvent, surroundings: StreamSurroundings): Promise<Result<Stream, Problem>>;
}

export interface StreamSurroundings {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
}
