import type { AddressInfo } from 'node:net';
import { HTTPFacilitatorClient } from '@x402/core/server';
import { paymentMiddleware, x402ResourceServer } from '@x402/express';
import { ExactSvmScheme } from '@x402/svm/exact/server';
import express from 'express';
import type { Fixture } from './facilitator-fixture.ts';

type Routes = Parameters<typeof paymentMiddleware>[0];

export interface PaidServer {
  readonly url: string;
  /** Number of runs of the handler, by path. */
  readonly runs: Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/**
 * Starts an agent's Express server with the official middleware. The facilitator's URL is the server's only link to the
 * registry.
 */
export async function startPaidServer(
  fixture: Fixture,
  facilitatorUrl: string,
  paths: Readonly<Record<string, { readonly extra?: Record<string, unknown>; readonly resource?: string }>>,
): Promise<PaidServer> {
  const app = express();
  const runs: Record<string, number> = {};
  const resourceServer = new x402ResourceServer(new HTTPFacilitatorClient({ url: facilitatorUrl })).register(
    'solana:*',
    new ExactSvmScheme(),
  );
  const routes = Object.fromEntries(
    Object.entries(paths).map(([path, { extra = {}, resource }]) => [
      `GET ${path}`,
      {
        accepts: { scheme: 'exact', network: fixture.solana.network, payTo: fixture.payee, price: '$0.01', extra },
        description: 'An answer',
        ...(resource === undefined ? {} : { resource }),
      },
    ]),
  );
  app.use(paymentMiddleware(routes as Routes, resourceServer));
  for (const path of Object.keys(paths)) {
    app.get(path, (_, response) => {
      runs[path] = (runs[path] ?? 0) + 1;
      response.json({ answer: path });
    });
  }
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    runs,
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}
