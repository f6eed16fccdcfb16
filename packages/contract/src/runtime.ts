/** Size and limits of the function behind a route or consumer. */
export interface Runtime {
  readonly memoryMb: number;
  /** Below the gateway's 29 s for routes. */
  readonly timeoutSeconds: number;
  /** Kept warm in stages that pay for it. */
  readonly latencyCritical?: boolean;
}

export const DEFAULT_RUNTIME: Runtime = { memoryMb: 256, timeoutSeconds: 10 };
