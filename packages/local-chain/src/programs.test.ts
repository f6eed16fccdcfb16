import { generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AccountRole,
  address,
  appendTransactionMessageInstructions,
  compressTransactionMessageUsingAddressLookupTables,
  createSolanaRpc,
  createTransactionMessage,
  generateKeyPairSigner,
  getAddressEncoder,
  getBase64EncodedWireTransaction,
  getProgramDerivedAddress,
  lamports,
  pipe,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  setTransactionMessageLifetimeUsingDurableNonce,
  signTransactionMessageWithSigners,
} from '@solana/kit';
import type { Address, Instruction, KeyPairSigner, Rpc, SolanaRpcApi } from '@solana/kit';
import {
  getCreateAccountInstruction,
  getInitializeNonceAccountInstruction,
  getTransferSolInstruction,
  SYSTEM_PROGRAM_ADDRESS,
} from '@solana-program/system';
import {
  extension,
  findAssociatedTokenPda,
  getCreateAssociatedTokenIdempotentInstruction,
  getInitializeMetadataPointerInstruction,
  getInitializeMintInstruction,
  getInitializeNonTransferableMintInstruction,
  getInitializePermanentDelegateInstruction,
  getInitializeTokenMetadataInstruction,
  getMintSize,
  getMintToInstruction,
  getTransferCheckedInstruction,
  TOKEN_2022_PROGRAM_ADDRESS,
} from '@solana-program/token-2022';
import { base58Encode } from './encoding/base58.ts';
import type { LocalChain } from './start-local-chain.ts';
import { startQuietChain } from './testing/quiet-chain.ts';
import { rawRpc } from './testing/raw-rpc.ts';
import { signed } from './testing/token-transfer.ts';

describe('programs on the local chain', () => {
  let chain: LocalChain;
  let rpc: Rpc<SolanaRpcApi>;
  let payer: KeyPairSigner;

  const sendWire = (wire: string) =>
    rawRpc(chain.url, 'sendTransaction', [wire, { encoding: 'base64', preflightCommitment: 'processed' }]);
  const latest = async () => (await rpc.getLatestBlockhash({ commitment: 'processed' }).send()).value;
  const send = async (instructions: readonly Instruction[]) =>
    sendWire((await signed(payer, await latest(), instructions)).wire);

  beforeAll(async () => {
    chain = await startQuietChain();
    rpc = createSolanaRpc(chain.url) as Rpc<SolanaRpcApi>;
    payer = await generateKeyPairSigner();
    await chain.airdrop(payer.address, 100_000_000_000n);
  });
  afterAll(() => chain.close());

  it('mints a soulbound Token-2022 badge that cannot be transferred', async () => {
    const mint = await generateKeyPairSigner();
    const holder = await generateKeyPairSigner();
    const metadata = { name: 'Badge', symbol: 'POS', uri: 'ipfs://x' };
    const pointer = extension('MetadataPointer', { authority: payer.address, metadataAddress: mint.address });
    const delegate = extension('PermanentDelegate', { delegate: payer.address });
    const fixed = [extension('NonTransferable', {}), pointer, delegate];
    const space = BigInt(getMintSize(fixed));
    const full = getMintSize([
      ...fixed,
      extension('TokenMetadata', {
        updateAuthority: payer.address,
        mint: mint.address,
        ...metadata,
        additionalMetadata: new Map(),
      }),
    ]);
    const rent = lamports(await rpc.getMinimumBalanceForRentExemption(BigInt(full)).send());
    const created = await send([
      getCreateAccountInstruction({
        payer,
        newAccount: mint,
        lamports: rent,
        space,
        programAddress: TOKEN_2022_PROGRAM_ADDRESS,
      }),
      getInitializeNonTransferableMintInstruction({ mint: mint.address }),
      getInitializeMetadataPointerInstruction({
        mint: mint.address,
        authority: payer.address,
        metadataAddress: mint.address,
      }),
      getInitializePermanentDelegateInstruction({ mint: mint.address, delegate: payer.address }),
      getInitializeMintInstruction({ mint: mint.address, decimals: 0, mintAuthority: payer.address }),
      getInitializeTokenMetadataInstruction({
        metadata: mint.address,
        updateAuthority: payer.address,
        mint: mint.address,
        mintAuthority: payer,
        ...metadata,
      }),
    ]);
    expect(created.error).toBeUndefined();
    const ata = async (owner: Address) =>
      (await findAssociatedTokenPda({ mint: mint.address, owner, tokenProgram: TOKEN_2022_PROGRAM_ADDRESS }))[0];
    const [own, theirs] = [await ata(payer.address), await ata(holder.address)];
    const create = (owner: Address, at: Address) =>
      getCreateAssociatedTokenIdempotentInstruction({
        payer,
        ata: at,
        owner,
        mint: mint.address,
        tokenProgram: TOKEN_2022_PROGRAM_ADDRESS,
      });
    const minted = await send([
      create(payer.address, own),
      create(holder.address, theirs),
      getMintToInstruction({ mint: mint.address, token: own, mintAuthority: payer, amount: 1n }),
    ]);
    expect(minted.error).toBeUndefined();

    const moved = await send([
      getTransferCheckedInstruction({
        source: own,
        mint: mint.address,
        destination: theirs,
        authority: payer,
        amount: 1n,
        decimals: 0,
      }),
    ]);
    expect(moved.error).toMatchObject({ code: -32002, data: { err: { InstructionError: [0, { Custom: 37 }] } } });

    const shown = await rawRpc(chain.url, 'getAccountInfo', [
      mint.address,
      { encoding: 'jsonParsed', commitment: 'processed' },
    ]);
    const extensions = [
      { extension: 'nonTransferable' },
      { extension: 'metadataPointer', state: { authority: payer.address, metadataAddress: mint.address } },
      { extension: 'permanentDelegate', state: { delegate: payer.address } },
      {
        extension: 'tokenMetadata',
        state: { ...metadata, additionalMetadata: [], mint: mint.address, updateAuthority: payer.address },
      },
    ];
    expect(shown.result).toMatchObject({
      value: {
        data: {
          program: 'spl-token-2022',
          parsed: { type: 'mint', info: { supply: '1', extensions: expect.arrayContaining(extensions) } },
        },
      },
    });
    const owned = await rawRpc(chain.url, 'getTokenAccountsByOwner', [
      payer.address,
      { programId: TOKEN_2022_PROGRAM_ADDRESS },
      { encoding: 'jsonParsed', commitment: 'processed' },
    ]);
    expect(owned.result).toMatchObject({
      value: [
        {
          pubkey: own,
          account: {
            data: { parsed: { info: { extensions: expect.arrayContaining([{ extension: 'immutableOwner' }]) } } },
          },
        },
      ],
    });
  });

  it('verifies Ed25519 signatures in the precompile, and charges for them', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const message = Buffer.from('quote');
    const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
    const instruction = (signature: Buffer): Instruction => {
      const offsets = [16 + 32, 0xffff, 16, 0xffff, 16 + 32 + 64, message.length, 0xffff];
      const head = Buffer.alloc(16);
      head.writeUInt8(1, 0);
      offsets.forEach((offset, index) => head.writeUInt16LE(offset, 2 + index * 2));
      return {
        programAddress: address('Ed25519SigVerify111111111111111111111111111'),
        data: Buffer.concat([head, key, signature, message]),
      };
    };
    const balance = async () => (await rpc.getBalance(payer.address, { commitment: 'processed' }).send()).value;
    const before = await balance();
    expect((await send([instruction(signBytes(null, message, privateKey))])).error).toBeUndefined();
    expect(before - (await balance())).toBe(10_000n);
    expect((await send([instruction(signBytes(null, Buffer.from('other'), privateKey))])).error?.code).toBe(-32002);
  });

  it('resolves accounts through a lookup table', async () => {
    const payees = await Promise.all([generateKeyPairSigner(), generateKeyPairSigner()]);
    const program = address('AddressLookupTab1e1111111111111111111111111');
    const recentSlot = chain.slot('processed');
    const slotBytes = Buffer.alloc(8);
    slotBytes.writeBigUInt64LE(BigInt(recentSlot));
    const [table, bump] = await getProgramDerivedAddress({
      programAddress: program,
      seeds: [getAddressEncoder().encode(payer.address), slotBytes],
    });
    const accounts = [
      { address: table, role: AccountRole.WRITABLE },
      { address: payer.address, role: AccountRole.READONLY_SIGNER },
      { address: payer.address, role: AccountRole.WRITABLE_SIGNER },
      { address: SYSTEM_PROGRAM_ADDRESS, role: AccountRole.READONLY },
    ];
    const extend = Buffer.alloc(12);
    extend.writeUInt32LE(2, 0);
    extend.writeBigUInt64LE(BigInt(payees.length), 4);
    chain.advanceSlots(1);
    const made = await send([
      { programAddress: program, accounts, data: Buffer.concat([Buffer.alloc(4), slotBytes, Buffer.from([bump])]) },
      {
        programAddress: program,
        accounts,
        data: Buffer.concat([
          extend,
          ...payees.map(({ address: each }) => Buffer.from(getAddressEncoder().encode(each))),
        ]),
      },
    ]);
    expect(made.error).toBeUndefined();
    chain.advanceSlots(1);

    const lifetime = await latest();
    const message = pipe(
      createTransactionMessage({ version: 0 }),
      (draft) => setTransactionMessageFeePayerSigner(payer, draft),
      (draft) => setTransactionMessageLifetimeUsingBlockhash(lifetime, draft),
      (draft) =>
        appendTransactionMessageInstructions(
          payees.map(({ address: destination }) =>
            getTransferSolInstruction({ source: payer, destination, amount: lamports(5_000_000n) }),
          ),
          draft,
        ),
      (draft) =>
        compressTransactionMessageUsingAddressLookupTables(draft, { [table]: payees.map(({ address: each }) => each) }),
    );
    const { result: signature } = await sendWire(
      getBase64EncodedWireTransaction(await signTransactionMessageWithSigners(message)),
    );
    chain.advanceSlots(1);
    const found = await rawRpc(chain.url, 'getTransaction', [
      signature,
      { encoding: 'json', commitment: 'confirmed', maxSupportedTransactionVersion: 0 },
    ]);
    type Shown = {
      meta: { err: unknown; loadedAddresses: object };
      transaction: { message: { addressTableLookups: [{ writableIndexes: number[] }] } };
    };
    const { meta, transaction } = found.result as Shown;
    const [lookup] = transaction.message.addressTableLookups;
    // Kit orders the looked-up addresses by address, not by their place in the table.
    const inTurn = lookup.writableIndexes.map((index) => payees[index]?.address);
    expect(lookup).toMatchObject({ accountKey: table, readonlyIndexes: [] });
    expect(meta).toMatchObject({ err: null, loadedAddresses: { writable: inTurn, readonly: [] } });
    expect(new Set(inTurn)).toEqual(new Set(payees.map(({ address: each }) => each)));
    const history = await rpc
      .getSignaturesForAddress(payees[1]?.address as Address, { commitment: 'confirmed' })
      .send();
    expect(history.map((each) => each.signature)).toEqual([signature]);
  });

  it('runs a transaction whose lifetime is a durable nonce long after it was signed, and once', async () => {
    const nonce = await generateKeyPairSigner();
    const rent = lamports(await rpc.getMinimumBalanceForRentExemption(80n).send());
    const made = await send([
      getCreateAccountInstruction({
        payer,
        newAccount: nonce,
        lamports: rent,
        space: 80n,
        programAddress: SYSTEM_PROGRAM_ADDRESS,
      }),
      getInitializeNonceAccountInstruction({ nonceAccount: nonce.address, nonceAuthority: payer.address }),
    ]);
    expect(made.error).toBeUndefined();
    const stored = await rpc
      .getAccountInfo(nonce.address, {
        encoding: 'base64',
        commitment: 'processed',
        dataSlice: { offset: 40, length: 32 },
      })
      .send();
    const value = base58Encode(Buffer.from(stored.value?.data[0] ?? '', 'base64'));
    const destination = (await generateKeyPairSigner()).address;
    const message = pipe(
      createTransactionMessage({ version: 0 }),
      (draft) => setTransactionMessageFeePayerSigner(payer, draft),
      (draft) =>
        setTransactionMessageLifetimeUsingDurableNonce(
          { nonce: value as never, nonceAccountAddress: nonce.address, nonceAuthorityAddress: payer.address },
          draft,
        ),
      (draft) =>
        appendTransactionMessageInstructions(
          [getTransferSolInstruction({ source: payer, destination, amount: lamports(5_000_000n) })],
          draft,
        ),
    );
    const wire = getBase64EncodedWireTransaction(await signTransactionMessageWithSigners(message));
    chain.advanceSlots(400);
    expect((await sendWire(wire)).error).toBeUndefined();
    expect((await sendWire(wire)).error).toMatchObject({ code: -32002, data: { err: 'BlockhashNotFound' } });
    expect((await rpc.getBalance(destination, { commitment: 'processed' }).send()).value).toBe(5_000_000n);
  });
});
