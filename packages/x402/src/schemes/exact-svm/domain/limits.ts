/** What a payer may make the facilitator pay for. */
export interface FeeLimits {
  readonly maxComputeUnits: number;
  readonly maxMicroLamportsPerUnit: bigint;
  /** Signatures the transaction asks for, the facilitator's among them; each costs 5,000 lamports. */
  readonly maxSignatures: number;
}

/**
 * At most 3 × 5,000 + 200,000 × 50,000 / 10⁶ = 25,000 lamports for a payment. Ordinary ones take 20,000 units at one
 * microlamport and two signatures: 10,001 lamports. Wallets that add assertions fit in, and so does a 2-of-3 multisig payer.
 */
export const FEE_LIMITS: FeeLimits = { maxComputeUnits: 200_000, maxMicroLamportsPerUnit: 50_000n, maxSignatures: 3 };
