import { afterEach, describe, expect, it } from '@jest/globals';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { TOKEN_2022_PROGRAM, TOKEN_PROGRAM } from './mint.ts';
import { addressOf, closeNodes, inContext, ledgerOver } from './recorded-node.test-support.ts';

afterEach(closeNodes);

const [PAYER, PAYEE, USDC] = [addressOf(1), addressOf(2), addressOf(3)];
const [SOURCE, TARGET, LOADED] = [addressOf(4), addressOf(5), addressOf(6)];
const LOOKUP_TABLE_PROGRAM = 'AddressLookupTab1e1111111111111111111111111';

const accountOf = (owner: string, data: Uint8Array) =>
  inContext({
    owner,
    data: [Buffer.from(data).toString('base64'), 'base64'],
    executable: false,
    lamports: 1,
    rentEpoch: 0,
    space: data.length,
  });

describe('accounts', () => {
  const mintBytes = (bytes = 82) => {
    const data = new Uint8Array(bytes);
    data.set([6, 1], 44);
    return data;
  };

  it('are read as base64 from the confirmed state', async () => {
    const node = await ledgerOver(() => accountOf(TOKEN_PROGRAM, mintBytes()));
    expect(await node.ledger.mint(USDC)).toMatchObject({ decimals: 6 });
    expect(node.calls).toEqual([
      { method: 'getAccountInfo', params: [USDC, { encoding: 'base64', commitment: 'confirmed' }] },
    ]);
  });

  it('of classic mints are read once, and of Token-2022 mints and missing accounts each time', async () => {
    const node = await ledgerOver(({ params: [asked] }) =>
      asked === USDC
        ? accountOf(TOKEN_PROGRAM, mintBytes())
        : asked === SOURCE
          ? accountOf(TOKEN_2022_PROGRAM, mintBytes())
          : inContext(null),
    );
    for (const mint of [USDC, SOURCE, TARGET, USDC, SOURCE, TARGET]) await node.ledger.mint(mint);
    expect(node.calls.map(({ params }) => params[0])).toEqual([USDC, SOURCE, TARGET, SOURCE, TARGET]);
  });

  it('of at most 256 classic mints are remembered', async () => {
    const mints = Array.from({ length: 257 }, (_, at) =>
      solanaAddress(encodeBase58(Uint8Array.of(9, at >> 8, at & 255, ...new Uint8Array(29)))),
    );
    const node = await ledgerOver(() => accountOf(TOKEN_PROGRAM, mintBytes()));
    for (const mint of [...mints, ...mints]) await node.ledger.mint(mint);
    expect(node.calls.slice(257).map(({ params }) => params[0])).toEqual([mints.at(-1)]);
  });

  it.each<readonly [string, string, Uint8Array, bigint | undefined]>([
    ['a classic token account', TOKEN_PROGRAM, new Uint8Array(165).fill(1, 64, 65), 1n],
    ['a Token-2022 account', TOKEN_2022_PROGRAM, new Uint8Array(170).fill(1, 65, 66), 256n],
    ['the shortest account with an amount', TOKEN_PROGRAM, new Uint8Array(72), 0n],
    ['an account that is too short', TOKEN_PROGRAM, new Uint8Array(71), undefined],
    ['an account of another program', USDC, new Uint8Array(165), undefined],
  ])('hold tokens: %s', async (_, owner, data, expected) => {
    const node = await ledgerOver(() => accountOf(owner, data));
    expect(await node.ledger.tokenBalance(SOURCE)).toBe(expected);
  });

  it.each<readonly [string, string, Uint8Array, readonly SolanaAddress[] | undefined]>([
    [
      'entries after the header',
      LOOKUP_TABLE_PROGRAM,
      Buffer.concat([new Uint8Array(56), ...[1, 2].map((byte) => new Uint8Array(32).fill(byte))]),
      [PAYER, PAYEE],
    ],
    ['an empty table', LOOKUP_TABLE_PROGRAM, new Uint8Array(56), []],
    ['a length that does not divide', LOOKUP_TABLE_PROGRAM, new Uint8Array(56 + 33), undefined],
    ['a shorter header', LOOKUP_TABLE_PROGRAM, new Uint8Array(55), undefined],
    ['another program', TOKEN_PROGRAM, new Uint8Array(56 + 32), undefined],
  ])('are lookup tables: %s', async (_, owner, data, expected) => {
    const node = await ledgerOver(() => accountOf(owner, data));
    const tables = await node.ledger.lookupTables([LOADED, LOADED]);
    expect([...tables]).toEqual(expected === undefined ? [] : [[LOADED, expected]]);
    expect(node.calls).toHaveLength(1);
  });

  it('that do not exist are left out of the lookup tables', async () => {
    const node = await ledgerOver(() => inContext(null));
    expect((await node.ledger.lookupTables([LOADED])).size).toBe(0);
  });

  it('have balances, and the chain a tip, as of the commitment', async () => {
    const node = await ledgerOver(({ method }) =>
      inContext(method === 'getBalance' ? 5 : { blockhash: PAYER, lastValidBlockHeight: 250 }),
    );
    expect(await node.ledger.balance(PAYER)).toBe(5n);
    expect(await node.ledger.tip('finalized')).toEqual({
      slot: 90n,
      blockHeight: 100n,
      blockhash: PAYER,
      lastValidBlockHeight: 250n,
    });
    // A node without the member `commitment` takes `finalized`.
    expect(node.calls.map(({ params }) => params)).toEqual([[PAYER, { commitment: 'confirmed' }], []]);
  });
});
