import { addressText } from './encoding/address-text.ts';
import type { WireMessage } from './wire-transaction.ts';

/** Lamports per signature of the transaction and per signature that a precompile verifies. */
const LAMPORTS_PER_SIGNATURE = 5_000n;

const MAX_COMPUTE_UNITS = 1_400_000n;
const UNITS_PER_INSTRUCTION = 200_000n;
const UNITS_PER_BUILTIN = 3_000n;
const MICRO_LAMPORTS_PER_LAMPORT = 1_000_000n;

const COMPUTE_BUDGET = 'ComputeBudget111111111111111111111111111111';
const SIGNATURE_PRECOMPILES = new Set([
  'Ed25519SigVerify111111111111111111111111111',
  'KeccakSecp256k11111111111111111111111111111',
  'Secp256r1SigVerify1111111111111111111111111',
]);

/** Programs that the default budget counts as builtins (SIMD-0170), at 3,000 units per instruction. */
const BUILTINS = new Set([
  '11111111111111111111111111111111',
  'Vote111111111111111111111111111111111111111',
  'BPFLoader1111111111111111111111111111111111',
  'BPFLoader2111111111111111111111111111111111',
  'BPFLoaderUpgradeab1e11111111111111111111111',
  'LoaderV411111111111111111111111111111111111',
  COMPUTE_BUDGET,
  'KeccakSecp256k11111111111111111111111111111',
  'Ed25519SigVerify111111111111111111111111111',
]);

/**
 * The fee in lamports. It is the fee for signatures plus the compute unit price times the compute unit limit, rounded
 * up.
 */
export function transactionFee(message: WireMessage): bigint {
  let signatures = BigInt(message.requiredSignatures);
  let unitLimit: bigint | undefined;
  let defaultUnits = 0n;
  let microLamportsPerUnit = 0n;
  for (const { programIdIndex, data } of message.instructions) {
    const program = addressText(message.staticKeys[programIdIndex] ?? new Uint8Array());
    if (SIGNATURE_PRECOMPILES.has(program)) signatures += BigInt(data[0] ?? 0);
    defaultUnits += BUILTINS.has(program) ? UNITS_PER_BUILTIN : UNITS_PER_INSTRUCTION;
    if (program !== COMPUTE_BUDGET) continue;
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    if (data[0] === 2 && data.length >= 5) unitLimit = BigInt(view.getUint32(1, true));
    if (data[0] === 3 && data.length >= 9) microLamportsPerUnit = view.getBigUint64(1, true);
  }
  const asked = unitLimit ?? defaultUnits;
  const units = asked < MAX_COMPUTE_UNITS ? asked : MAX_COMPUTE_UNITS;
  const priority = (units * microLamportsPerUnit + MICRO_LAMPORTS_PER_LAMPORT - 1n) / MICRO_LAMPORTS_PER_LAMPORT;
  return signatures * LAMPORTS_PER_SIGNATURE + priority;
}
