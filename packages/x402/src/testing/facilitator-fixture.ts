import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { DatabaseConfig } from '@pos/database/connection-config.ts';
import type { Database } from '@pos/database/database.ts';
import { agentProfiles } from '@pos/database/schema/agent-profiles.ts';
import { testDatabase, type TestDatabase } from '@pos/database/testing/test-database.ts';
import type { settlePayment } from '@pos/contract/x402/routes/settle-payment.ts';
import type { ReplyOf } from '@pos/contract/reply.ts';
import { FacilitatorRequest } from '@pos/contract/x402/schemas/x402.ts';
import type { DependenciesOf } from '@pos/runtime/dependencies.ts';
import { facilitatorKeyFromBytes, type FacilitatorKey } from '@pos/ledger/facilitator-key.ts';
import { connectLedger } from '@pos/ledger/connect-ledger.ts';
import type { SolanaLedger } from '@pos/ledger/solana-ledger.ts';
import { startLocalChain, type LocalChain } from '@pos/local-chain/start-local-chain.ts';
import { pkhDid, type Did } from '@pos/vocabulary/did.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { uuidV7 } from '@pos/vocabulary/uuid.ts';
import { generateKeyPairSigner, type KeyPairSigner } from '@solana/kit';
import { ExactSvmScheme } from '@x402/svm/exact/client';
import { paymentsIn, type Payments } from '../payments.ts';
import { settlePayment as settle } from '../routes/settle-payment.ts';
import { verifyPayment as verify } from '../routes/verify-payment.ts';
import { schemesOf } from '../schemes/schemes.ts';
import { RESOURCE, type Terms, type WireRequest } from './wire-request.ts';

/** Members of responses, including refusals, that tests read. */
export interface Answer {
  readonly isValid?: boolean;
  readonly invalidReason?: string;
  readonly invalidMessage?: string;
  readonly payer?: string;
  readonly success?: boolean;
  readonly errorReason?: string;
  readonly transaction?: string;
  /** Code of the problem, if the response was a problem. */
  readonly code?: string;
}

export type FacilitatorDependencies = DependenciesOf<typeof settlePayment>;

export function newFacilitatorKey(): { readonly key: FacilitatorKey; readonly bytes: Uint8Array } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ type: 'pkcs8', format: 'der' }).subarray(-32);
  const bytes = Uint8Array.from(Buffer.concat([seed, publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)]));
  return { key: facilitatorKeyFromBytes(bytes), bytes };
}

const QUIET = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

export function dependenciesOf(
  database: Database,
  solana: SolanaLedger,
  facilitatorKey: FacilitatorKey,
): FacilitatorDependencies {
  const clock = { now: () => new Date() };
  return {
    clock,
    log: QUIET,
    newId: () => uuidV7(clock.now(), randomBytes(10)),
    stage: 'local',
    publicUrl: 'http://127.0.0.1',
    database,
    solana,
    facilitatorKey,
  };
}

/** The two routes as functions from request body to response body. Requests end after `withinMs` ms. */
export function facilitatorOf(
  dependencies: FacilitatorDependencies,
  withinMs = 20_000,
  schemes = schemesOf(dependencies),
) {
  const routes = { verify: verify(dependencies, schemes), settle: settle(dependencies, schemes) };
  const call = async (route: keyof typeof routes, wire: WireRequest): Promise<Answer> => {
    const request = {
      params: undefined,
      query: undefined,
      headers: undefined,
      caller: undefined,
      requestId: 'test',
      deadline: new Date(Date.now() + withinMs),
      body: FacilitatorRequest.parse(wire),
    };
    return answerOf(await routes[route](request));
  };
  return { verify: (wire: WireRequest) => call('verify', wire), settle: (wire: WireRequest) => call('settle', wire) };
}

function answerOf(given: ReplyOf<typeof settlePayment> | { readonly kind: 'reply'; readonly body: object }): Answer {
  if (given.kind === 'refusal') return { ...(given.problem.extensions as Answer), code: given.problem.code };
  return given.body as Answer;
}

export interface Fixture {
  readonly chain: LocalChain;
  readonly database: TestDatabase;
  readonly databaseConfig: DatabaseConfig;
  readonly solana: SolanaLedger;
  readonly key: FacilitatorKey;
  readonly keyBytes: Uint8Array;
  readonly dependencies: FacilitatorDependencies;
  readonly payments: Payments;
  readonly payer: KeyPairSigner;
  /** Wallet of a registered agent. The wallet has a token account. */
  readonly payee: SolanaAddress;
  readonly payeeTokens: string;
  readonly agentDid: Did;
  readonly facilitator: ReturnType<typeof facilitatorOf>;
  terms(changes?: Partial<Terms>): Terms;
  /** Makes a payment with the official client. */
  pay(
    terms?: Terms,
    more?: {
      readonly resource?: string;
      readonly extensions?: Readonly<Record<string, unknown>>;
      readonly payer?: KeyPairSigner;
    },
  ): Promise<WireRequest>;
  received(): bigint;
  close(): Promise<void>;
}

const FAILING_LOGGER = {
  info: () => undefined,
  error: (message: string, details?: Record<string, unknown>) => {
    throw new Error(`${message}: ${JSON.stringify(details)}`);
  },
};

export async function startFixture(
  options: { readonly slotMs?: number | 'manual'; readonly finalizedSlots?: number; readonly timeoutMs?: number } = {},
): Promise<Fixture> {
  const { slotMs = 60, finalizedSlots = 4, timeoutMs } = options;
  const database = await testDatabase();
  const chain = await startLocalChain({
    port: 0,
    clock: { now: () => new Date() },
    logger: FAILING_LOGGER,
    slotMs,
    finalizedSlots,
  });
  const solana = connectLedger({
    rpcUrl: chain.url,
    network: SOLANA_DEVNET,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  const { key, bytes: keyBytes } = newFacilitatorKey();
  const [payer, payeeSigner] = await Promise.all([generateKeyPairSigner(), generateKeyPairSigner()]);
  const payee = solanaAddress(payeeSigner.address);
  await chain.airdrop(key.address, 10_000_000_000n);
  await chain.mintUsdc(payer.address, 1_000_000_000n);
  const payeeTokens = await chain.mintUsdc(payee, 0n);
  const agentDid = pkhDid(SOLANA_DEVNET, payee);
  await registerAgent(database.owner, agentDid, payee);
  const dependencies = dependenciesOf(database.app, solana, key);
  const terms = (changes: Partial<Terms> = {}): Terms => ({
    scheme: 'exact',
    network: SOLANA_DEVNET,
    amount: '10000',
    asset: chain.usdcMint,
    payTo: payee,
    maxTimeoutSeconds: 60,
    extra: { feePayer: key.address },
    ...changes,
  });
  return {
    chain,
    database,
    databaseConfig: database.configs.registry_app,
    solana,
    key,
    keyBytes,
    dependencies,
    payments: paymentsIn(database.app),
    payer,
    payee,
    payeeTokens,
    agentDid,
    facilitator: facilitatorOf(dependencies),
    terms,
    pay: async (asked = terms(), { resource = RESOURCE, extensions, payer: from = payer } = {}) => {
      const client = new ExactSvmScheme(from, { rpcUrl: chain.url });
      const { payload } = await client.createPaymentPayload(2, asked as never);
      const paymentPayload = {
        x402Version: 2,
        resource: { url: resource },
        accepted: asked,
        payload: payload as Record<string, unknown>,
      } as const;
      return {
        x402Version: 2,
        paymentPayload: extensions === undefined ? paymentPayload : { ...paymentPayload, extensions },
        paymentRequirements: asked,
      };
    },
    received: () => chain.tokenBalance(payeeTokens),
    close: async () => {
      await Promise.all([chain.close(), database.close()]);
    },
  };
}

export async function registerAgent(owner: Database, did: Did, payTo: SolanaAddress): Promise<void> {
  await owner.orm
    .insert(agentProfiles)
    .values({ did, name: 'Answerer', description: 'Answers', payTo, searchText: 'answerer answers' });
}
