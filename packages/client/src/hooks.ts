/** A request that is about to be sent. It shows no headers, because they may hold a token. */
export interface SentRequest {
  /** Name of the method, such as `getAgent`. */
  readonly name: string;
  readonly method: string;
  readonly url: string;
  /** 1 for the first attempt of a call. */
  readonly attempt: number;
}

/** A response that arrived, with any status. */
export interface ReceivedResponse extends SentRequest {
  readonly status: number;
  readonly headers: Headers;
  readonly requestId: string | undefined;
  readonly elapsedMs: number;
}

/** An attempt that failed and is repeated. */
export interface Retry extends SentRequest {
  readonly afterMs: number;
  /** Status of the refusal. Undefined if no response arrived. */
  readonly status: number | undefined;
  /** Code of the refusal, or `unreachable`. */
  readonly code: string;
}

/** A route that the registry will remove (RFC 9745). */
export interface Deprecation {
  readonly name: string;
  /** Time since which the route is deprecated. Undefined if the header cannot be read. */
  readonly since: Date | undefined;
  /** Time after which the route may be gone (RFC 8594). */
  readonly sunset: Date | undefined;
  /** Address of the route to use instead. */
  readonly successor: string | undefined;
}

/** Functions that the client calls as it works. What they throw ends the call. */
export interface Hooks {
  readonly onRequest?: (request: SentRequest) => void;
  readonly onResponse?: (response: ReceivedResponse) => void;
  readonly onRetry?: (retry: Retry) => void;
  /** Called once for each deprecated route that is called. */
  readonly onDeprecation?: (deprecation: Deprecation) => void;
}
