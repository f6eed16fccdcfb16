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

/** A route, parameter or value that a call used and that the registry will remove (RFC 9745). */
export interface Deprecation {
  /** Name of the method that was called, such as `getScore`. */
  readonly method: string;
  /** Documented name of what will be removed. It is the method's name if the registry names no page. */
  readonly name: string;
  /** A sentence with the dates and the successor. */
  readonly notice: string | undefined;
  /** Address of the documentation. */
  readonly page: string | undefined;
  /** Earliest deprecation of all deprecated names of the call. Undefined if the header cannot be read. */
  readonly since: Date | undefined;
  /** Earliest removal of all deprecated names of the call (RFC 8594). */
  readonly sunset: Date | undefined;
  /** Address of the route to use instead, if the route itself is deprecated. */
  readonly successor: string | undefined;
}

/** Functions that the client calls as it works. An error that one of them throws ends the call. */
export interface Hooks {
  readonly onRequest?: (request: SentRequest) => void;
  readonly onResponse?: (response: ReceivedResponse) => void;
  readonly onRetry?: (retry: Retry) => void;
  /** Called once for each deprecated name that calls use. */
  readonly onDeprecation?: (deprecation: Deprecation) => void;
}
