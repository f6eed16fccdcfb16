/** Size and limits of the function behind a route or consumer. */
export interface Runtime {
  readonly memoryMb: number;
  /** At most 28 s for routes, because the gateway times out after 29 s. */
  readonly timeoutSeconds: number;
  /** If true, stages with provisioned concurrency keep one instance warm. */
  readonly latencyCritical?: boolean;
}

export const DEFAULT_RUNTIME: Runtime = { memoryMb: 256, timeoutSeconds: 10 };
