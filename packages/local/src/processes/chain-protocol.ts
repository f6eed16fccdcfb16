import * as z from 'zod';

/** Settings of the chain's process, passed in the variable CHAIN_SETTINGS. */
export const ChainSettings = z.object({
  port: z.number().int(),
  stateFile: z.string(),
  /** Minimum balances of accounts. */
  wallets: z.array(z.object({ address: z.string(), lamports: z.string(), usdcAtomic: z.string() })),
});
export type ChainSettings = z.infer<typeof ChainSettings>;

/** The message that the chain's process sends when it is ready. */
export const ChainReady = z.object({ rpcUrl: z.url(), wsUrl: z.url(), usdcMint: z.string() });
export type ChainReady = z.infer<typeof ChainReady>;
