import type { Fault } from '@pos/local-chain/faults.ts';
import { createKeyPairSignerFromBytes, generateKeyPairSigner } from '@solana/kit';
import { toFacilitatorSvmSigner } from '@x402/svm';
import { ExactSvmScheme as ReferenceFacilitator } from '@x402/svm/exact/facilitator';
import { startFixture, type Fixture } from '../../../testing/facilitator-fixture.ts';
import type { WireRequest } from '../../../testing/wire-request.ts';
import type { SchemeUnderTest, SettlingFault } from '../../../testing/scheme-under-test.ts';
import { exactSvm } from '../exact-svm.ts';

/** Limit on one call to the node, far above what a busy machine needs. */
const NODE_TIMEOUT_MS = 1_000;
/**
 * With this slot duration a blockhash is valid for 150 slots or 30 s, which is longer than a payment waits in any test.
 */
const SLOT_MS = 200;

/** The scheme `exact` on the local chain, with payments made by the official client. */
export const exactSvmUnderTest: SchemeUnderTest = {
  name: 'exact on Solana',
  start: async () => {
    const fixture = await startFixture({ slotMs: SLOT_MS, timeoutMs: NODE_TIMEOUT_MS });
    const { chain, dependencies, terms } = fixture;
    const poor = await generateKeyPairSigner();
    await chain.mintUsdc(poor.address, 9_999n);
    return {
      scheme: exactSvm(dependencies),
      database: fixture.database,
      dependencies,
      payments: fixture.payments,
      payer: fixture.payer.address,
      terms,
      pay: (asked, { extensions, poor: isPoor } = {}) =>
        fixture.pay(asked, {
          payer: isPoor ? poor : fixture.payer,
          ...(extensions === undefined ? {} : { extensions }),
        }),
      disguise,
      received: async () => fixture.received(),
      inject: (fault) => void chain.faults.inject(...FAULTS[fault]),
      clearFaults: () => chain.faults.clear(),
      acceptedElsewhere: await acceptedByReference(fixture),
      close: () => fixture.close(),
    };
  },
};

const SENDING = { methods: ['sendTransaction', 'getSignatureStatuses'] };
const FAULTS: Readonly<Record<SettlingFault, readonly [Fault, { methods: string[]; times?: number }]>> = {
  'rehearsal-hangs': [{ kind: 'hang' }, { methods: ['simulateTransaction'] }],
  'rehearsal-fails': [{ kind: 'http500' }, { methods: ['simulateTransaction'] }],
  'sending-hangs': [{ kind: 'hang' }, SENDING],
  'sending-fails': [{ kind: 'http500' }, SENDING],
  'answer-lost': [{ kind: 'landsButAnswerLost' }, SENDING],
  'swallowed-once': [{ kind: 'dropAfterSend' }, { methods: ['sendTransaction'], times: 1 }],
  'asking-fails': [{ kind: 'http500' }, { methods: ['getSignatureStatuses'] }],
};

/** Changes the fee payer's signature, which is not part of the message that identifies the payment. */
function disguise(request: WireRequest): WireRequest {
  const bytes = Buffer.from(String(request.paymentPayload.payload['transaction']), 'base64');
  bytes[7] = 0xff;
  const payload = { transaction: bytes.toString('base64') };
  return { ...request, paymentPayload: { ...request.paymentPayload, payload } };
}

/** `/verify` of the reference facilitator of @x402/svm, with the fixture's key on the fixture's chain. */
export async function acceptedByReference({
  keyBytes,
  chain,
}: Fixture): Promise<(request: WireRequest) => Promise<boolean>> {
  const signer = await createKeyPairSignerFromBytes(keyBytes);
  return async ({ paymentPayload, paymentRequirements }) => {
    // The reference caches settled payments, so each call uses a new facilitator with an empty cache.
    const reference = new ReferenceFacilitator(toFacilitatorSvmSigner(signer, { defaultRpcUrl: chain.url }));
    return (await reference.verify(paymentPayload as never, paymentRequirements as never)).isValid;
  };
}
