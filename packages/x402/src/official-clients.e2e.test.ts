import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HTTPFacilitatorClient } from '@x402/core/server';
import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client } from '@x402/fetch';
import { ExactSvmScheme } from '@x402/svm/exact/client';
import { generateKeyPairSigner } from '@solana/kit';
import { resourceMemo } from './schemes/exact-svm/domain/resource-memo.ts';
import { startFixture, type Fixture } from './testing/facilitator-fixture.ts';
import { startFacilitatorProcess, type FacilitatorProcess } from './testing/start-facilitator-process.ts';
import { startPaidServer, type PaidServer } from './testing/start-paid-server.ts';

/** Pays with the official client, and keeps the payment header so that a test can present it again. */
async function payAndKeep(fixture: Fixture, url: string) {
  const client = new x402Client().register(
    'solana:*',
    new ExactSvmScheme(fixture.payer, { rpcUrl: fixture.chain.url }),
  );
  let header: string | undefined;
  const recording: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    header = request.headers.get('payment-signature') ?? header;
    return fetch(request);
  };
  const response = await wrapFetchWithPayment(recording, client)(url);
  return { response, header: header ?? '' };
}

describe('official client and servers with two facilitator processes', () => {
  let fixture: Fixture;
  let facilitators: readonly FacilitatorProcess[];
  let servers: readonly PaidServer[];

  beforeAll(async () => {
    fixture = await startFixture();
    facilitators = await Promise.all([startFacilitatorProcess(fixture), startFacilitatorProcess(fixture)]);
    const upfront = { extra: { paymentFlow: 'upfront' } };
    servers = await Promise.all(
      facilitators.map(({ url }) =>
        startPaidServer(fixture, url, { '/answers': {}, '/others': {}, '/upfront': upfront }),
      ),
    );
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server.close()));
    await Promise.all(facilitators.map((facilitator) => facilitator.stop()));
    await fixture.close();
  });

  const [first, second] = [() => servers[0] as PaidServer, () => servers[1] as PaidServer];

  it('lists its payment kinds', async () => {
    const supported = await new HTTPFacilitatorClient({ url: facilitators[0]?.url ?? '' }).getSupported();
    expect(supported.kinds).toEqual([
      { x402Version: 2, scheme: 'exact', network: fixture.solana.network, extra: { feePayer: fixture.key.address } },
    ]);
  });

  it.each(['/answers', '/upfront'])('serves %s for a payment and reports the settlement', async (path) => {
    const before = fixture.received();
    const { response } = await payAndKeep(fixture, first().url + path);
    expect([response.status, await response.json()]).toEqual([200, { answer: path }]);
    expect(decodePaymentResponseHeader(response.headers.get('payment-response') ?? '')).toMatchObject({
      success: true,
      payer: fixture.payer.address,
      network: fixture.solana.network,
    });
    expect(fixture.received() - before).toBe(10_000n);
  });

  it.each(['/answers', '/upfront'])(
    'serves ten concurrent replays of one payment for %s exactly once',
    async (path) => {
      const header = await unspentHeader(fixture, first().url + path);
      const before = fixture.received();
      const runsBefore = (first().runs[path] ?? 0) + (second().runs[path] ?? 0);
      const replays = Array.from({ length: 10 }, (_, index) =>
        fetch((index % 2 === 0 ? first() : second()).url + path, { headers: { 'payment-signature': header } }),
      );
      const statuses = (await Promise.all(replays)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(1);
      expect(statuses.filter((status) => status === 402)).toHaveLength(9);
      expect((first().runs[path] ?? 0) + (second().runs[path] ?? 0) - runsBefore).toBe(1);
      expect(fixture.received() - before).toBe(10_000n);
    },
  );

  it.each(['/answers', '/upfront'])('refuses at %s a payment that was served before', async (path) => {
    const { header } = await payAndKeep(fixture, first().url + path);
    for (const server of [first(), second()]) {
      const replay = await fetch(server.url + path, { headers: { 'payment-signature': header } });
      expect(replay.status).toBe(402);
    }
    expect(
      await (await fetch(`${second().url}/others`, { headers: { 'payment-signature': header } })).json(),
    ).not.toMatchObject({ answer: '/others' });
  });

  it('accepts a payment bound by its memo at its own resource only', async () => {
    const facilitatorUrl = facilitators[0]?.url ?? '';
    const binding = (path: string) => {
      const resource = `https://agent.example${path}`;
      return { resource, extra: { memo: resourceMemo(resource) } };
    };
    const bound = await startPaidServer(fixture, facilitatorUrl, { '/a': binding('/a'), '/b': binding('/b') });
    try {
      const header = await unspentHeader(fixture, `${bound.url}/a`);
      const elsewhere = await fetch(`${bound.url}/b`, { headers: { 'payment-signature': header } });
      expect([elsewhere.status, bound.runs['/b']]).toEqual([402, undefined]);
      const there = await fetch(`${bound.url}/a`, { headers: { 'payment-signature': header } });
      expect([there.status, bound.runs['/a']]).toEqual([200, 1]);
    } finally {
      await bound.close();
    }
  });

  it('refuses a payer with too low a balance', async () => {
    const poor = await generateKeyPairSigner();
    await fixture.chain.mintUsdc(poor.address, 9_999n);
    const client = new x402Client().register('solana:*', new ExactSvmScheme(poor, { rpcUrl: fixture.chain.url }));
    const response = await wrapFetchWithPayment(fetch, client)(`${first().url}/answers`);
    expect(response.status).toBe(402);
  });
});

/** Makes a payment for a resource without presenting it. */
async function unspentHeader(fixture: Fixture, url: string): Promise<string> {
  const client = new x402Client().register(
    'solana:*',
    new ExactSvmScheme(fixture.payer, { rpcUrl: fixture.chain.url }),
  );
  let header = '';
  const holding: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const paid = request.headers.get('payment-signature');
    if (paid === null) return fetch(request);
    header = paid;
    return new Response('{}', { status: 200 });
  };
  await wrapFetchWithPayment(holding, client)(url);
  return header;
}
