import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Address, Rpc, SolanaRpcApi } from '@solana/kit';
import { createSolanaRpc, generateKeyPairSigner, lamports } from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';
import { startQuietChain } from './testing/quiet-chain.ts';
import { eventually, rawRpc } from './testing/raw-rpc.ts';
import { signed, usdcTransfer } from './testing/token-transfer.ts';

const SENDERS = 4;
const ANSWERS_BEFORE_THE_KILL = 60;

describe('the state file', () => {
  let directory: string;
  let stateFile: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'local-chain-'));
    stateFile = join(directory, 'chain.db');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('restores balances, transactions, history, keys and blockhashes', async () => {
    const payer = await generateKeyPairSigner();
    const payee = (await generateKeyPairSigner()).address;
    const first = await startQuietChain({ stateFile });
    await first.airdrop(payer.address, 1_000_000_000n);
    const [from, to] = [await first.mintUsdc(payer.address, 5_000_000n), await first.mintUsdc(payee, 0n)];
    const rpcOf = (url: string) => createSolanaRpc(url) as Rpc<SolanaRpcApi>;
    const { value: lifetime } = await rpcOf(first.url).getLatestBlockhash({ commitment: 'processed' }).send();
    const send = (url: string, wire: string) =>
      rawRpc(url, 'sendTransaction', [wire, { encoding: 'base64', preflightCommitment: 'processed' }]);
    const { wire, signature } = await signed(payer, lifetime, [usdcTransfer(payer, from, to, 1_000_000n)]);
    await send(first.url, wire);
    first.advanceSlots(2);
    const shown = (url: string) =>
      rawRpc(url, 'getTransaction', [
        signature,
        { encoding: 'jsonParsed', commitment: 'confirmed', maxSupportedTransactionVersion: 0 },
      ]);
    const before = await shown(first.url);
    const slot = first.slot();
    await first.close();

    const second = await startQuietChain({ stateFile });
    expect(await shown(second.url)).toEqual(before);
    expect(second.slot()).toBe(slot);
    expect(second.tokenBalance(to)).toBe(1_000_000n);
    expect(second.mintAuthority.address).toBe(first.mintAuthority.address);
    expect(
      (await rawRpc(second.url, 'getSignaturesForAddress', [to, { commitment: 'confirmed', limit: 1 }])).result,
    ).toMatchObject([{ signature }]);
    expect((await send(second.url, wire)).error).toMatchObject({ data: { err: 'AlreadyProcessed' } });
    const later = await signed(payer, lifetime, [usdcTransfer(payer, from, to, 2_000_000n)]);
    expect(await send(second.url, later.wire)).toMatchObject({ result: later.signature });
    expect(await second.mintUsdc(payee, 7n)).toBe(to);
    expect(second.tokenBalance(to)).toBe(3_000_007n);
    await second.close();
  });

  it('refuses a second chain on the same file while the first runs', async () => {
    const first = await startQuietChain({ stateFile });
    await expect(startQuietChain({ stateFile })).rejects.toThrow('stop the other local chain');
    await first.close();
  });

  it('holds every answered transaction after the process was killed under load', async () => {
    const victim = spawn(process.execPath, [join(__dirname, 'testing/crash-victim.ts'), stateFile], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(victim.stdout, 'data')) as [Buffer];
    const url = line.toString().trim();
    const rpc = createSolanaRpc(url) as Rpc<SolanaRpcApi>;
    const payer = await generateKeyPairSigner();
    const payee: Address = (await generateKeyPairSigner()).address;
    await rawRpc(url, 'requestAirdrop', [payer.address, 10_000_000_000]);
    await eventually(async () => ((await rpc.getBalance(payer.address).send()).value > 0n ? true : undefined));
    const answered = new Map<string, bigint>();
    let next = 1_000_000n;
    const sender = async (): Promise<void> => {
      for (;;) {
        const { value: lifetime } = await rpc.getLatestBlockhash().send();
        const amount = (next += 1n);
        const { wire } = await signed(payer, lifetime, [
          getTransferSolInstruction({ source: payer, destination: payee, amount: lamports(amount) }),
        ]);
        const { result } = await rawRpc(url, 'sendTransaction', [
          wire,
          { encoding: 'base64', preflightCommitment: 'confirmed' },
        ]);
        if (typeof result === 'string') answered.set(result, amount);
        if (answered.size >= ANSWERS_BEFORE_THE_KILL) victim.kill('SIGKILL');
      }
    };
    // Each sender stops when its connection breaks because the node dies.
    await Promise.allSettled(Array.from({ length: SENDERS }, sender));

    const revived = await startQuietChain({ stateFile });
    const statuses = await rawRpc(revived.url, 'getSignatureStatuses', [
      [...answered.keys()],
      { searchTransactionHistory: true },
    ]);
    const { value } = statuses.result as { value: ({ err: unknown } | null)[] };
    expect(value.filter((each) => each?.err === null)).toHaveLength(answered.size);

    const history = await rawRpc(revived.url, 'getSignaturesForAddress', [payee, { commitment: 'confirmed' }]);
    revived.advanceSlots(1);
    const landed = (history.result as { signature: string }[]).map(({ signature }) => signature);
    const { result: balance } = await rawRpc(revived.url, 'getBalance', [payee, { commitment: 'processed' }]);
    const known = landed.reduce((sum, signature) => sum + (answered.get(signature) ?? 0n), 0n);
    // A transaction that was in flight at the kill may have landed without an answer. Nothing else may differ.
    expect(landed.length - answered.size).toBeLessThanOrEqual(SENDERS);
    expect(BigInt((balance as { value: number }).value)).toBeGreaterThanOrEqual(known);
    await revived.close();
  });
});
