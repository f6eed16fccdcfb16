/** The resource for which tests pay. */
export const RESOURCE = 'https://agent.example/answers';

/** x402 requirements as JSON. */
export interface Terms {
  readonly scheme: string;
  readonly network: string;
  readonly amount: string;
  readonly asset: string;
  readonly payTo: string;
  readonly maxTimeoutSeconds: number;
  readonly extra: Readonly<Record<string, unknown>>;
}

/** Body of a request to `/verify` and `/settle` as JSON. */
export interface WireRequest {
  readonly x402Version: 2;
  readonly paymentPayload: {
    readonly x402Version: 2;
    readonly resource?: { readonly url: string };
    readonly accepted: Terms;
    readonly payload: Readonly<Record<string, unknown>>;
    readonly extensions?: Readonly<Record<string, unknown>>;
  };
  readonly paymentRequirements: Terms;
}
