import type { Problem } from '@pos/contract/problem.ts';
import type { ChallengePurpose } from '@pos/contract/schemas/challenge.ts';
import type { ControlProof } from '@pos/contract/schemas/control-proof.ts';
import type { Database } from '@pos/database/database.ts';
import { standingChallenge } from '@pos/database/standing-challenge.ts';
import { walletSigned } from '@pos/ledger/wallet-signature.ts';
import type { Clock } from '@pos/vocabulary/clock.ts';
import { pkhAccount, type Did } from '@pos/vocabulary/did.ts';
import type { Network } from '@pos/vocabulary/network.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import type { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import type * as z from 'zod';

interface WalletControl {
  /** The wallet as did:pkh. */
  readonly did: Did;
  readonly purpose: ChallengePurpose;
  readonly proof: z.output<typeof ControlProof>;
}

/** A wallet whose signature was verified. */
export interface ProvedWallet {
  readonly network: Network;
  readonly address: SolanaAddress;
}

type Refusal = Problem<'challenge-unknown' | 'proof-of-control-invalid'>;

/**
 * Verifies that a wallet signed a challenge, and returns the wallet. The challenge stays valid until it expires, so that
 * one signature reads several pages (docs/adr/0113-a-payer-reads-its-payments-with-one-signature.md). The address of the
 * wallet is its key, so neither the chain nor the web is asked. No detail of a refusal names the wallet, so a caller
 * that logs refusals logs no payer.
 */
export async function proveWallet(
  { did, purpose, proof }: WalletControl,
  { database, clock }: { readonly database: Database; readonly clock: Clock },
): Promise<Result<ProvedWallet, Refusal>> {
  const wallet = pkhAccount(did);
  if (wallet === undefined)
    return err({ code: 'proof-of-control-invalid', detail: 'The DID is not the did:pkh of a wallet.' });
  const challenge = await standingChallenge(database.orm, { id: proof.challengeId, did, purpose }, clock.now());
  if (!challenge.ok) return challenge;
  const key = `${did}#controller`;
  if (proof.verificationMethod !== undefined && proof.verificationMethod !== key)
    return err({ code: 'proof-of-control-invalid', detail: 'The only key of a did:pkh is <did>#controller.' });
  return walletSigned(wallet.address, challenge.value.message, proof.signature)
    ? ok(wallet)
    : err({ code: 'proof-of-control-invalid', detail: 'The wallet of the DID did not make this signature.' });
}
