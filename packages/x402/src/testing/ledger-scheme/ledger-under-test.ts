import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { testDatabase } from '@pos/database/testing/test-database.ts';
import { connectLedger } from '@pos/ledger/connect-ledger.ts';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { pkhDid } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import * as z from 'zod';
import { paymentsIn } from '../../payments.ts';
import { dependenciesOf, newFacilitatorKey, registerAgent } from '../facilitator-fixture.ts';
import { RESOURCE, type Terms, type WireRequest } from '../wire-request.ts';
import type { SchemeUnderTest } from '../scheme-under-test.ts';
import { Authorization, signAuthorization } from './authorization.ts';
import { openLedgerBook } from './ledger-book.ts';
import { ledgerScheme } from './ledger-scheme.ts';

const ASSET = '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU';
const VALID_FOR_MS = 30_000;
/** No server listens at this address, because a scheme without a chain must not call one. */
const NO_CHAIN = connectLedger({ rpcUrl: 'http://127.0.0.1:1', network: SOLANA_DEVNET });

interface Wallet {
  readonly address: SolanaAddress;
  readonly key: KeyObject;
}

function newWallet(): Wallet {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const bytes = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  return { address: solanaAddress(encodeBase58(bytes)), key: privateKey };
}

/** The scheme `ledger` with a separate ledger for each fixture. */
export const ledgerUnderTest: SchemeUnderTest = {
  name: 'ledger, off chain',
  start: async () => {
    const database = await testDatabase();
    const book = await openLedgerBook(database.owner);
    const [payer, poor, payee] = [newWallet(), newWallet(), newWallet()];
    await book.open(payer.address, 1_000_000_000n);
    await book.open(poor.address, 9_999n);
    await book.open(payee.address, 0n);
    await registerAgent(database.owner, pkhDid(SOLANA_DEVNET, payee.address), payee.address);
    const terms = (changes: Partial<Terms> = {}): Terms => ({
      scheme: 'ledger',
      network: SOLANA_DEVNET,
      amount: '10000',
      asset: ASSET,
      payTo: payee.address,
      maxTimeoutSeconds: 60,
      extra: {},
      ...changes,
    });
    return {
      scheme: ledgerScheme(book),
      database,
      dependencies: dependenciesOf(database.app, NO_CHAIN, newFacilitatorKey().key),
      payments: paymentsIn(database.app),
      payer: payer.address,
      terms,
      pay: async (asked = terms(), { extensions, poor: isPoor = false } = {}) =>
        requestOf(isPoor ? poor : payer, asked, extensions),
      disguise: (request) => ({
        ...request,
        paymentPayload: {
          ...request.paymentPayload,
          payload: { ...request.paymentPayload.payload, note: 'signed by nobody' },
        },
      }),
      received: () => book.balance(payee.address),
      inject: (fault) => book.inject(fault),
      clearFaults: () => book.clearFaults(),
      close: () => database.close(),
    };
  },
};

function requestOf(from: Wallet, asked: Terms, extensions?: Readonly<Record<string, unknown>>): WireRequest {
  const { payTo: to, asset, amount } = asked;
  const nonce = crypto.randomUUID();
  const validUntil = String(Date.now() + VALID_FOR_MS);
  const authorization = Authorization.parse({ from: from.address, to, asset, amount, nonce, validUntil });
  const payload = {
    authorization: z.encode(Authorization, authorization),
    signature: signAuthorization(authorization, from.key),
  };
  const paymentPayload = { x402Version: 2, resource: { url: RESOURCE }, accepted: asked, payload } as const;
  return {
    x402Version: 2,
    paymentPayload: extensions === undefined ? paymentPayload : { ...paymentPayload, extensions },
    paymentRequirements: asked,
  };
}
