import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Connection, Keypair, PublicKey, SystemProgram, Transaction } from '@solana/web3.js';
import { getTransferSolInstruction } from '@solana-program/system';
import { getTransferCheckedInstruction } from '@solana-program/token';
import type { Instruction, Signature } from '@solana/kit';
import {
  address,
  createSolanaRpcSubscriptions,
  generateKeyPairSigner,
  lamports,
  sendAndConfirmTransactionFactory,
  signature as signatureOf,
} from '@solana/kit';
import type { MintedTokens } from './testing/minted-tokens.ts';
import { confirmed, mintedTokens } from './testing/minted-tokens.ts';
import type { RunningNode } from './testing/nodes.ts';
import { nodesUnderTest } from './testing/nodes.ts';
import { eventually, rawRpc } from './testing/raw-rpc.ts';
import { signed } from './testing/token-transfer.ts';

const memo = (text: string): Instruction => ({
  programAddress: address('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr'),
  data: new TextEncoder().encode(text),
});

const tokenBalance = (accountIndex: number, amount: string) => ({
  accountIndex,
  uiTokenAmount: { amount, decimals: 6 },
});

/**
 * Closes the websocket by hand, because web3.js has no method for it and would reconnect to a stopped node for ever.
 */
function closeWebsocket(connection: Connection): Promise<void> {
  const { _rpcWebSocket: client } = connection as unknown as {
    _rpcWebSocket: {
      setAutoReconnect(on: boolean): void;
      close(): void;
      reconnect_timer_id?: NodeJS.Timeout;
      socket?: EventTarget;
    };
  };
  client.setAutoReconnect(false);
  clearTimeout(client.reconnect_timer_id);
  const { socket } = client;
  // web3.js closes its socket 500 ms after the last subscription, so there may be no socket to wait for.
  if (socket === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    socket.addEventListener('close', () => resolve());
    client.close();
  });
}

describe.each(nodesUnderTest)('the JSON-RPC of $name', ({ start }) => {
  let node: RunningNode;
  let tokens: MintedTokens;
  let connection: Connection;

  const transfer = (amount: bigint): Instruction =>
    getTransferCheckedInstruction({
      source: tokens.from,
      destination: tokens.to,
      mint: tokens.mint,
      authority: tokens.payer,
      amount,
      decimals: 6,
    });
  const sign = async (instructions: readonly Instruction[]) =>
    signed(tokens.payer, (await tokens.rpc.getLatestBlockhash().send()).value, instructions);
  const send = (wire: string, config: object = {}) =>
    rawRpc(node.url, 'sendTransaction', [wire, { encoding: 'base64', preflightCommitment: 'confirmed', ...config }]);

  beforeAll(async () => {
    node = await start();
    tokens = await mintedTokens(node.url);
    connection = new Connection(node.url, { commitment: 'confirmed', wsEndpoint: node.wsUrl });
  });
  afterAll(async () => {
    await closeWebsocket(connection);
    await node.stop();
  });

  it('parses a token transfer with its memo and its balances before and after', async () => {
    const { wire, signature } = await sign([transfer(250_000n), memo('order 7')]);
    expect(await send(wire)).toMatchObject({ result: signature });
    await confirmed(tokens.rpc, signature);

    const found = await connection.getParsedTransaction(signature, {
      commitment: 'confirmed',
      maxSupportedTransactionVersion: 0,
    });
    expect(found?.transaction.message.instructions).toMatchObject([
      {
        program: 'spl-token',
        parsed: {
          type: 'transferChecked',
          info: {
            source: tokens.from,
            destination: tokens.to,
            mint: tokens.mint,
            authority: tokens.payer.address,
            tokenAmount: { amount: '250000', decimals: 6, uiAmount: 0.25, uiAmountString: '0.25' },
          },
        },
      },
      { program: 'spl-memo', parsed: 'order 7' },
    ]);
    const keys = found?.transaction.message.accountKeys.map(({ pubkey }) => pubkey.toBase58()) ?? [];
    const [from, to] = [keys.indexOf(tokens.from), keys.indexOf(tokens.to)];
    const byIndex = <T extends { accountIndex: number }>(balances: readonly T[] | null | undefined) =>
      balances?.toSorted((a, b) => a.accountIndex - b.accountIndex);
    const inOrder = (a: object, b: object) => (from < to ? [a, b] : [b, a]);
    expect(byIndex(found?.meta?.preTokenBalances)).toMatchObject(
      inOrder(tokenBalance(from, '1000000'), tokenBalance(to, '0')),
    );
    expect(byIndex(found?.meta?.postTokenBalances)).toMatchObject(
      inOrder(tokenBalance(from, '750000'), tokenBalance(to, '250000')),
    );
    expect(found?.meta).toMatchObject({ err: null, fee: 5000 });

    const balance = await connection.getTokenAccountBalance(new PublicKey(tokens.to));
    expect(balance.value).toMatchObject({ amount: '250000', decimals: 6, uiAmount: 0.25, uiAmountString: '0.25' });
    const history = await connection.getSignaturesForAddress(new PublicKey(tokens.to), { limit: 10 });
    expect(history.map(({ signature: each }) => each)).toEqual([signature, tokens.setup]);
    expect(history[0]).toMatchObject({
      err: null,
      memo: '[7] order 7',
      confirmationStatus: expect.stringMatching(/confirmed|finalized/),
    });
  });

  it('parses every instruction that created a mint and its accounts', async () => {
    const found = await connection.getParsedTransaction(tokens.setup, {
      commitment: 'confirmed',
      maxSupportedTransactionVersion: 0,
    });
    const kinds = found?.transaction.message.instructions.map((each) =>
      'parsed' in each ? `${each.program}:${(each.parsed as { type: string }).type}` : '?',
    );
    expect(kinds).toEqual([
      'system:createAccount',
      'spl-token:initializeMint2',
      'spl-associated-token-account:create',
      'spl-associated-token-account:create',
      'spl-token:mintTo',
    ]);
    const inner = found?.meta?.innerInstructions?.[0]?.instructions.map((each) =>
      'parsed' in each ? (each.parsed as { type: string }).type : '?',
    );
    expect(inner).toEqual(['getAccountDataSize', 'createAccount', 'initializeImmutableOwner', 'initializeAccount3']);
  });

  it('answers accounts in every encoding', async () => {
    const parsed = await connection.getParsedAccountInfo(new PublicKey(tokens.mint));
    expect(parsed.value?.data).toMatchObject({
      program: 'spl-token',
      parsed: { type: 'mint', info: { decimals: 6, supply: '1000000' } },
    });
    const listed = await connection.getParsedTokenAccountsByOwner(new PublicKey(tokens.payee), {
      mint: new PublicKey(tokens.mint),
    });
    expect(listed.value.map(({ pubkey }) => pubkey.toBase58())).toEqual([tokens.to]);
    const [account, nothing] = await connection.getMultipleAccountsInfo([
      new PublicKey(tokens.to),
      Keypair.generate().publicKey,
    ]);
    expect(account?.data.length).toBe(165);
    expect(nothing).toBeNull();
    for (const encoding of ['base58', 'base64', 'base64+zstd']) {
      const answer = await rawRpc(node.url, 'getAccountInfo', [tokens.mint, { encoding, commitment: 'confirmed' }]);
      expect(answer.result).toMatchObject({ value: { data: [expect.any(String), encoding], space: 82 } });
    }
    const sliced = await rawRpc(node.url, 'getAccountInfo', [
      tokens.mint,
      { encoding: 'base64', dataSlice: { offset: 44, length: 1 }, commitment: 'confirmed' },
    ]);
    expect(sliced.result).toMatchObject({ value: { data: ['Bg==', 'base64'], space: 82 } });
    const holders = await connection.getProgramAccounts(new PublicKey('TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA'), {
      filters: [{ dataSize: 165 }, { memcmp: { offset: 0, bytes: tokens.mint } }],
    });
    expect(holders.map(({ pubkey }) => pubkey.toBase58()).toSorted()).toEqual([tokens.from, tokens.to].toSorted());
  });

  it('refuses in preflight a transaction that would fail, with its error and logs', async () => {
    const { wire } = await sign([transfer(9_000_000n)]);
    const { error } = await send(wire);
    expect(error).toMatchObject({
      code: -32002,
      message: expect.stringMatching(
        /^Transaction simulation failed: Error processing Instruction 0: custom program error: 0x1/,
      ),
      data: {
        err: { InstructionError: [0, { Custom: 1 }] },
        logs: expect.arrayContaining(['Program log: Error: insufficient funds']),
      },
    });
  });

  it('records a failed transaction that skipped preflight, and charges its fee', async () => {
    const { wire, signature } = await sign([transfer(9_000_001n)]);
    expect(await send(wire, { skipPreflight: true })).toMatchObject({ result: signature });
    const status = await confirmed(tokens.rpc, signature);
    expect(status.err).toEqual({ InstructionError: [0n, { Custom: 1n }] });
    const found = await eventually(() =>
      connection.getTransaction(signature, { commitment: 'confirmed', maxSupportedTransactionVersion: 0 }),
    );
    const [before, after] = [found.meta?.preBalances[0] ?? 0, found.meta?.postBalances[0] ?? 0];
    expect(before - after).toBe(5000);
  });

  it('refuses a duplicate, an unknown blockhash and a wrong signature', async () => {
    const { wire } = await sign([transfer(1n)]);
    await send(wire);
    expect((await send(wire)).error).toMatchObject({
      code: -32002,
      message: expect.stringContaining('This transaction has already been processed'),
    });

    const foreign = { blockhash: tokens.mint as string as never, lastValidBlockHeight: 1n };
    const stale = await signed(tokens.payer, foreign, [transfer(1n)]);
    expect((await send(stale.wire)).error).toMatchObject({
      code: -32002,
      message: 'Transaction simulation failed: Blockhash not found',
      data: { err: 'BlockhashNotFound' },
    });

    const bytes = Buffer.from((await sign([transfer(2n)])).wire, 'base64');
    bytes[10] = (bytes[10] ?? 0) ^ 1;
    expect([-32002, -32003]).toContain((await send(bytes.toString('base64'))).error?.code);
  });

  it('simulates without changing the chain', async () => {
    const foreign = { blockhash: tokens.mint as string as never, lastValidBlockHeight: 1n };
    const { wire } = await signed(tokens.payer, foreign, [transfer(1n)]);
    const simulate = async (config: object) =>
      (
        await rawRpc(node.url, 'simulateTransaction', [
          wire,
          { encoding: 'base64', commitment: 'confirmed', ...config },
        ])
      ).result;
    expect(await simulate({})).toMatchObject({ value: { err: 'BlockhashNotFound', unitsConsumed: 0 } });
    const before = await connection.getTokenAccountBalance(new PublicKey(tokens.to), 'processed');
    const replaced = await simulate({
      replaceRecentBlockhash: true,
      accounts: { encoding: 'base64', addresses: [tokens.to] },
    });
    expect(replaced).toMatchObject({
      value: { err: null, replacementBlockhash: { blockhash: expect.any(String) }, accounts: [{ space: 165 }] },
    });
    const after = await connection.getTokenAccountBalance(new PublicKey(tokens.to), 'processed');
    expect(after.value).toEqual(before.value);
  });

  it('confirms by subscription, as both libraries do by default', async () => {
    const rpcSubscriptions = createSolanaRpcSubscriptions(node.wsUrl);
    const sendAndConfirm = sendAndConfirmTransactionFactory({ rpc: tokens.rpc, rpcSubscriptions } as never);
    const payee = (await generateKeyPairSigner()).address;
    const { value: lifetime } = await tokens.rpc.getLatestBlockhash().send();
    const pay = getTransferSolInstruction({ source: tokens.payer, destination: payee, amount: lamports(2_000_000n) });
    const { transaction } = await signed(tokens.payer, lifetime, [pay]);
    await sendAndConfirm(transaction as never, { commitment: 'confirmed' });
    expect((await tokens.rpc.getBalance(payee).send()).value).toBe(2_000_000n);

    const sender = Keypair.generate();
    const airdrop = await connection.requestAirdrop(sender.publicKey, 1_000_000_000);
    const latest = await connection.getLatestBlockhash();
    // Confirmed by signature alone, because the other form leaves a timer of one second running.
    await connection.confirmTransaction(airdrop, 'confirmed');
    const move = new Transaction({ feePayer: sender.publicKey, ...latest }).add(
      SystemProgram.transfer({ fromPubkey: sender.publicKey, toPubkey: new PublicKey(payee), lamports: 1_000_000 }),
    );
    move.sign(sender);
    const sent = await connection.sendRawTransaction(move.serialize());
    expect((await connection.confirmTransaction(sent, 'confirmed')).value.err).toBeNull();
    const statuses = await tokens.rpc
      .getSignatureStatuses([signatureOf(sent) as Signature], { searchTransactionHistory: true })
      .send();
    expect(statuses.value[0]).toMatchObject({
      err: null,
      confirmationStatus: expect.stringMatching(/confirmed|finalized/),
    });
  });

  it('answers unknown methods and bad parameters with the codes of JSON-RPC', async () => {
    expect((await rawRpc(node.url, 'getNothing')).error?.code).toBe(-32601);
    expect((await rawRpc(node.url, 'getBalance', ['0OIl'])).error?.code).toBe(-32602);
    expect((await rawRpc(node.url, 'getBalance', [])).error?.code).toBe(-32602);
    expect((await rawRpc(node.url, 'sendTransaction', ['AAAA', { encoding: 'base64' }])).error?.code).toBe(-32602);
    expect((await rawRpc(node.url, 'getBalance', [tokens.payee, { minContextSlot: 2 ** 40 }])).error).toMatchObject({
      code: -32016,
      data: { contextSlot: expect.any(Number) },
    });
  });
});
