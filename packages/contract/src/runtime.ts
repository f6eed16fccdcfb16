/** Size and limits of the function behind a route or consumer. */
export interface Runtime {
  readonly memoryMb: number;
  /** For routes at most 28 s, because the gateway gives up after 29 s. */
  readonly timeoutSeconds: number;
  /** True where stages with provisioned concurrency keep an instance warm. */
  readonly latencyCritical?: boolean;
}

export const DEFAULT_RUNTIME: Runtime = { memoryMb: 256, timeoutSeconds: 10 };
