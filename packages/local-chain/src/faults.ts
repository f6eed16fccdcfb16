/**
 * Faults that a test injects, to run clients against outages of real nodes. A fault applies to the RPC methods in
 * `methods`, or to all methods.
 */
export type Fault =
  /** Reads the request and never answers. */
  | { readonly kind: 'hang' }
  /** Answers HTTP 500 with a body that is not JSON. */
  | { readonly kind: 'http500' }
  /** Accepts transactions and drops them. */
  | { readonly kind: 'dropAfterSend' }
  /** Delays the answer. */
  | { readonly kind: 'delayMs'; readonly delayMs: number }
  /** Executes the request, then cuts the connection instead of answering. */
  | { readonly kind: 'landsButAnswerLost' };

export type FaultScope = {
  /** RPC methods that the fault applies to. Default: all. */
  readonly methods?: readonly string[];
  /** Number of requests that the fault applies to. Default: unlimited. */
  readonly times?: number;
};

export type Faults = {
  /** Starts a fault. Returns a function that ends it. */
  readonly inject: (fault: Fault, scope?: FaultScope) => () => void;
  readonly clear: () => void;
};

export type FaultPlan = Faults & {
  /**
   * Returns the faults for one request with these methods, and counts the request against the faults that are limited
   * in number.
   */
  readonly take: (methods: readonly string[]) => readonly Fault[];
};

export function createFaults(): FaultPlan {
  const active = new Set<{ fault: Fault; methods: readonly string[] | undefined; left: number }>();
  return {
    inject: (fault, scope = {}) => {
      const entry = { fault, methods: scope.methods, left: scope.times ?? Infinity };
      active.add(entry);
      return () => void active.delete(entry);
    },
    clear: () => active.clear(),
    take: (methods) => {
      const taken: Fault[] = [];
      for (const entry of active) {
        if (entry.methods !== undefined && !methods.some((each) => entry.methods?.includes(each))) continue;
        entry.left -= 1;
        if (entry.left <= 0) active.delete(entry);
        taken.push(entry.fault);
      }
      return taken;
    },
  };
}
