import { lamports } from '@pos/vocabulary/lamports.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { getAddressDecoder, type createSolanaRpc } from '@solana/kit';
import type { AskRpc } from './ask-rpc.ts';
import { kitAddress, ourAddress } from './kit-values.ts';
import { parseMint, TOKEN_2022_PROGRAM, TOKEN_PROGRAM, type Mint } from './mint.ts';
import type { SolanaLedger } from './solana-ledger.ts';

type Rpc = ReturnType<typeof createSolanaRpc>;

/** Number of blocks for which a blockhash stays valid (`MAX_PROCESSING_AGE`). */
const BLOCKHASH_LIFE = 150n;
const MINTS_CACHED = 256;
const TOKEN_AMOUNT_OFFSET = 64;
const LOOKUP_TABLE_HEADER_BYTES = 56;
const LOOKUP_TABLE_PROGRAM = 'AddressLookupTab1e1111111111111111111111111';

type AccountReads = Pick<SolanaLedger, 'tip' | 'balance' | 'mint' | 'tokenBalance' | 'lookupTables'>;

export function accountReads(rpc: Rpc, ask: AskRpc): AccountReads {
  /**
   * Cache of classic mints, whose program and decimals never change. Token-2022 mints can change and are read each
   * time.
   */
  const classicMints = new Map<SolanaAddress, Mint>();

  const account = async (address: SolanaAddress) => {
    const request = rpc.getAccountInfo(kitAddress(address), { encoding: 'base64', commitment: 'confirmed' });
    const { value } = await ask('getAccountInfo', request);
    return value === null ? undefined : { owner: value.owner as string, data: bytesOf(value.data[0]) };
  };

  return {
    tip: async (commitment) => {
      const { context, value } = await ask('getLatestBlockhash', rpc.getLatestBlockhash({ commitment }));
      const { blockhash, lastValidBlockHeight } = value;
      return {
        slot: context.slot,
        blockHeight: lastValidBlockHeight - BLOCKHASH_LIFE,
        blockhash,
        lastValidBlockHeight,
      };
    },
    balance: async (address) =>
      lamports((await ask('getBalance', rpc.getBalance(kitAddress(address), { commitment: 'confirmed' }))).value),
    mint: async (address) => {
      const remembered = classicMints.get(address);
      if (remembered !== undefined) return remembered;
      const found = await account(address);
      const mint = found === undefined ? undefined : parseMint(address, found.owner, found.data);
      if (mint?.tokenProgram === TOKEN_PROGRAM && classicMints.size < MINTS_CACHED) classicMints.set(address, mint);
      return mint;
    },
    tokenBalance: async (address) => {
      const found = await account(address);
      if (found === undefined || (found.owner !== TOKEN_PROGRAM && found.owner !== TOKEN_2022_PROGRAM))
        return undefined;
      const view = new DataView(found.data.buffer, found.data.byteOffset, found.data.byteLength);
      return view.byteLength < TOKEN_AMOUNT_OFFSET + 8 ? undefined : view.getBigUint64(TOKEN_AMOUNT_OFFSET, true);
    },
    lookupTables: async (addresses) => {
      const read = async (address: SolanaAddress) => {
        const found = await account(address);
        return [address, found?.owner === LOOKUP_TABLE_PROGRAM ? tableEntries(found.data) : undefined] as const;
      };
      const tables = await Promise.all([...new Set(addresses)].map(read));
      return new Map(
        tables.flatMap(([address, entries]) => (entries === undefined ? [] : [[address, entries] as const])),
      );
    },
  };
}

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

const addressDecoder = getAddressDecoder();

/** Entries of a lookup table: 32 bytes each after a header. Returns `undefined` for a length that does not divide. */
function tableEntries(data: Uint8Array): readonly SolanaAddress[] | undefined {
  const entries = data.subarray(LOOKUP_TABLE_HEADER_BYTES);
  if (data.length < LOOKUP_TABLE_HEADER_BYTES || entries.length % 32 !== 0) return undefined;
  return Array.from({ length: entries.length / 32 }, (_, index) =>
    ourAddress(addressDecoder.decode(entries, index * 32)),
  );
}
