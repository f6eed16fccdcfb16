/**
 * Misbehaviour on demand, so that clients can be tested against the outages real nodes have.
 * Each applies to the RPC methods named in `methods`, or to all.
 */
export type Fault =
  /** Takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** Answers HTTP 500 with a body that is not JSON. */
  | { readonly kind: 'http500' }
  /** Accepts transactions and loses them. */
  | { readonly kind: 'dropAfterSend' }
  /** Answers after this long. */
  | { readonly kind: 'delayMs'; readonly delayMs: number }
  /** Does what was asked, then cuts the connection instead of answering. */
  | { readonly kind: 'landsButAnswerLost' };

export type FaultScope = {
  /** RPC methods it applies to; all where absent. */
  readonly methods?: readonly string[];
  /** How many requests it applies to before it ends; endless where absent. */
  readonly times?: number;
};

export type Faults = {
  /** Starts a fault and answers what ends it. */
  readonly inject: (fault: Fault, scope?: FaultScope) => () => void;
  readonly clear: () => void;
};

export type FaultPlan = Faults & {
  /** The faults for one request of these methods, counting it against those that apply a number of times. */
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
