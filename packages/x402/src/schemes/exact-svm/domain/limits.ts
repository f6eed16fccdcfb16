/** Limits on the network fee that a payer can make the facilitator pay. */
export interface FeeLimits {
  readonly maxComputeUnits: number;
  readonly maxMicroLamportsPerUnit: bigint;
  /** Signatures that the transaction requires, the facilitator's included. Each costs 5,000 lamports. */
  readonly maxSignatures: number;
}

/**
 * A payment costs at most 3 × 5,000 + 200,000 × 50,000 / 10⁶ = 25,000 lamports. An ordinary payment takes 20,000 units
 * at one microlamport and two signatures: 10,001 lamports. Wallets that add assertions and a 2-of-3 multisig payer fit
 * in.
 */
export const FEE_LIMITS: FeeLimits = { maxComputeUnits: 200_000, maxMicroLamportsPerUnit: 50_000n, maxSignatures: 3 };
