import * as z from 'zod';

/** What the chain's process is told at its start, in the variable CHAIN_SETTINGS. */
export const ChainSettings = z.object({
  port: z.number().int(),
  stateFile: z.string(),
  /** Accounts that should have at least so much. */
  wallets: z.array(z.object({ address: z.string(), lamports: z.string(), usdcAtomic: z.string() })),
});
export type ChainSettings = z.infer<typeof ChainSettings>;

/** What it says once it serves. */
export const ChainReady = z.object({ rpcUrl: z.url(), wsUrl: z.url(), usdcMint: z.string() });
export type ChainReady = z.infer<typeof ChainReady>;
