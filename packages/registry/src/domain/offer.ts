import type { CapabilityInput, Endpoint, Metrics } from '@pos/contract/registry/schemas/agent.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type * as z from 'zod';

/** The part of an agent that `PUT` and `PATCH /agents/{did}/capabilities` change. */
export interface Offer {
  readonly skills: readonly z.output<typeof CapabilityInput>[];
  readonly programs: readonly SolanaAddress[];
  readonly endpoints: readonly z.output<typeof Endpoint>[];
  readonly metrics: z.output<typeof Metrics>;
}
