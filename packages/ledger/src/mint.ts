import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';

export const TOKEN_PROGRAM = solanaAddress('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA');
export const TOKEN_2022_PROGRAM = solanaAddress('TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb');

export const TOKEN_PROGRAMS: readonly SolanaAddress[] = [TOKEN_PROGRAM, TOKEN_2022_PROGRAM];

/** Properties of a token that a payment depends on. */
export interface Mint {
  readonly address: SolanaAddress;
  readonly tokenProgram: SolanaAddress;
  readonly decimals: number;
  /**
   * False if a transfer may deliver less than its amount (transfer fee above zero) or runs another program (transfer
   * hook).
   */
  readonly deliversExactly: boolean;
}

const BASE_BYTES = 82;
const DECIMALS_OFFSET = 44;
const INITIALIZED_OFFSET = 45;
/**
 * Extended mints are padded to the length of a token account. The account kind follows at this offset, and then the
 * extensions.
 */
const ACCOUNT_KIND_OFFSET = 165;
const KIND_MINT = 1;
const EXTENSION_TRANSFER_FEE = 1;
const EXTENSION_TRANSFER_HOOK = 14;
/** Offsets of the basis points of the older and the newer fee within the transfer fee extension. */
const FEE_BPS_OFFSETS = [88, 106] as const;
const HOOK_PROGRAM_OFFSET = 32;

/**
 * Reads a mint account of either token program. Returns `undefined` for an account that is no mint.
 * Source of the layout: spl-token-2022, `state.rs` and `extension/mod.rs` (type-length-value entries, little endian).
 */
export function parseMint(address: SolanaAddress, owner: string, data: Uint8Array): Mint | undefined {
  const tokenProgram = TOKEN_PROGRAMS.find((program) => program === owner);
  if (tokenProgram === undefined) return undefined;
  const extended = tokenProgram === TOKEN_2022_PROGRAM && data.length > ACCOUNT_KIND_OFFSET;
  if (data.length !== BASE_BYTES && !(extended && data[ACCOUNT_KIND_OFFSET] === KIND_MINT)) return undefined;
  if (data[INITIALIZED_OFFSET] !== 1) return undefined;
  const deliversExactly = !extended || extensionsDeliverExactly(data.subarray(ACCOUNT_KIND_OFFSET + 1));
  return { address, tokenProgram, decimals: data[DECIMALS_OFFSET] ?? 0, deliversExactly };
}

function extensionsDeliverExactly(entries: Uint8Array): boolean {
  const view = new DataView(entries.buffer, entries.byteOffset, entries.byteLength);
  let offset = 0;
  while (offset + 4 <= view.byteLength) {
    const kind = view.getUint16(offset, true);
    const length = view.getUint16(offset + 2, true);
    const start = offset + 4;
    if (kind === 0) return true;
    if (start + length > view.byteLength) return false;
    if (
      kind === EXTENSION_TRANSFER_FEE &&
      FEE_BPS_OFFSETS.some((at) => at + 2 > length || view.getUint16(start + at, true) > 0)
    )
      return false;
    const hook = entries.subarray(start + HOOK_PROGRAM_OFFSET, start + length);
    if (kind === EXTENSION_TRANSFER_HOOK && (hook.length !== 32 || hook.some((byte) => byte !== 0))) return false;
    offset = start + length;
  }
  return true;
}
