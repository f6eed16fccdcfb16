/** Limits on the network fee that a payer can make the facilitator pay. */
export interface FeeLimits {
  readonly maxComputeUnits: number;
  readonly maxMicroLamportsPerUnit: bigint;
  /**
   * Maximum number of signatures that the transaction requires, including the facilitator's. Each costs 5,000 lamports.
   */
  readonly maxSignatures: number;
}

/**
 * A payment costs at most 3 × 5,000 + 200,000 × 50,000 / 10⁶ = 25,000 lamports. An ordinary payment takes 20,000 units
 * at one microlamport and two signatures: 10,001 lamports. The limits leave room for wallets that add assertions and
 * for a 2-of-3 multisig payer.
 */
export const FEE_LIMITS: FeeLimits = { maxComputeUnits: 200_000, maxMicroLamportsPerUnit: 50_000n, maxSignatures: 3 };
