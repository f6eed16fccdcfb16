import { getCreateAccountInstruction } from '@solana-program/system';
import {
  findAssociatedTokenPda,
  getCreateAssociatedTokenInstruction,
  getInitializeMint2Instruction,
  getMintSize,
  getMintToInstruction,
  TOKEN_PROGRAM_ADDRESS,
} from '@solana-program/token';
import type { Address, KeyPairSigner, Rpc, Signature, SolanaRpcApi } from '@solana/kit';
import { createSolanaRpc, generateKeyPairSigner, lamports } from '@solana/kit';
import { eventually } from './raw-rpc.ts';
import { signed } from './token-transfer.ts';

export type MintedTokens = {
  readonly rpc: Rpc<SolanaRpcApi>;
  readonly payer: KeyPairSigner;
  readonly payee: Address;
  readonly mint: Address;
  readonly from: Address;
  readonly to: Address;
  readonly setup: Signature;
};

export const confirmed = (rpc: Rpc<SolanaRpcApi>, signature: Signature) =>
  eventually(async () => {
    const status = (await rpc.getSignatureStatuses([signature]).send()).value[0];
    return status?.confirmationStatus === 'confirmed' || status?.confirmationStatus === 'finalized'
      ? status
      : undefined;
  });

/**
 * Creates, through RPC only, a funded payer that holds one token of a new mint with six decimals, and an empty token
 * account of a payee.
 */
export async function mintedTokens(url: string): Promise<MintedTokens> {
  const rpc = createSolanaRpc(url) as Rpc<SolanaRpcApi>;
  const [payer, mint, payee] = await Promise.all([
    generateKeyPairSigner(),
    generateKeyPairSigner(),
    generateKeyPairSigner(),
  ]);
  await rawAirdrop(url, payer.address);
  await eventually(async () => ((await rpc.getBalance(payer.address).send()).value > 0n ? true : undefined));
  const ata = async (owner: Address) =>
    (await findAssociatedTokenPda({ mint: mint.address, owner, tokenProgram: TOKEN_PROGRAM_ADDRESS }))[0];
  const [from, to] = await Promise.all([ata(payer.address), ata(payee.address)]);
  const space = BigInt(getMintSize());
  const rent = lamports(await rpc.getMinimumBalanceForRentExemption(space).send());
  const { value: lifetime } = await rpc.getLatestBlockhash().send();
  const { wire, signature } = await signed(payer, lifetime, [
    getCreateAccountInstruction({
      payer,
      newAccount: mint,
      lamports: rent,
      space,
      programAddress: TOKEN_PROGRAM_ADDRESS,
    }),
    getInitializeMint2Instruction({ mint: mint.address, decimals: 6, mintAuthority: payer.address }),
    getCreateAssociatedTokenInstruction({ payer, ata: from, owner: payer.address, mint: mint.address }),
    getCreateAssociatedTokenInstruction({ payer, ata: to, owner: payee.address, mint: mint.address }),
    getMintToInstruction({ mint: mint.address, token: from, mintAuthority: payer, amount: 1_000_000n }),
  ]);
  await rpc.sendTransaction(wire, { encoding: 'base64', preflightCommitment: 'confirmed' }).send();
  await confirmed(rpc, signature);
  return { rpc, payer, payee: payee.address, mint: mint.address, from, to, setup: signature };
}

async function rawAirdrop(url: string, to: Address): Promise<void> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'requestAirdrop', params: [to, 5_000_000_000] });
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  if (!(await response.text()).includes('"result"')) throw new Error('The node under test gave no airdrop.');
}
