import type { Log } from './log.ts';
import type { Result } from '@pos/vocabulary/result.ts';
import type { Problem } from '@pos/contract/problem.ts';
import type { APIGatewayProxyEvent } from 'aws-lambda';

/** One listener of a route that answers for as long as it listens. */
export interface Listener {
  /** False where the listener is behind; `drained` tells when it caught up. */
  write(text: string): boolean;
  drained(): Promise<void>;
  readonly gone: AbortSignal;
}

/** A request that was accepted: runs until the listener is gone, or throws where the stream cannot go on. */
export type Stream = (listener: Listener) => Promise<void>;

/** What implements a streaming route, hosted by the container service. */
export interface RouteStream<Id extends string = string> {
  readonly routeId: Id;
  readonly contentType: string;
  /** Reads the request; a refusal is answered as any route's. */
  open(event: APIGatewayProxyEvent, surroundings: StreamSurroundings): Promise<Result<Stream, Problem>>;
}

export interface StreamSurroundings {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
}
