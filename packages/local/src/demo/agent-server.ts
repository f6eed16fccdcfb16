import { once } from 'node:events';
import type { Network } from '@pos/vocabulary/network.ts';
import { HTTPFacilitatorClient } from '@x402/core/server';
import { paymentMiddleware, x402ResourceServer } from '@x402/express';
import { ExactSvmScheme } from '@x402/svm/exact/server';
import express from 'express';

export interface AgentServer {
  /** URL of the server's only paid resource. */
  readonly url: string;
  /** Number of times that the paid resource was served. */
  served(): number;
  close(): Promise<void>;
}

export interface AgentServerOptions {
  readonly facilitatorUrl: string;
  readonly network: Network;
  readonly payTo: string;
  readonly path: `/${string}`;
  readonly price: `$${string}`;
  readonly description: string;
  readonly answer: (question: string) => unknown;
}

/**
 * Starts an Express server with the official x402 middleware. The URL of its facilitator is its only link to the
 * registry.
 */
export async function startAgentServer(options: AgentServerOptions): Promise<AgentServer> {
  const { facilitatorUrl, network, payTo, path, price, description, answer } = options;
  const resourceServer = new x402ResourceServer(new HTTPFacilitatorClient({ url: facilitatorUrl })).register(
    network,
    new ExactSvmScheme(),
  );
  const app = express();
  app.use(
    paymentMiddleware(
      { [`GET ${path}`]: { accepts: { scheme: 'exact', network, payTo, price }, description } },
      resourceServer,
    ),
  );
  let served = 0;
  app.get(path, (request, response) => {
    served += 1;
    const { q } = request.query;
    response.json(answer(typeof q === 'string' ? q : ''));
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The agent has no port.');
  return {
    url: `http://127.0.0.1:${address.port}${path}`,
    served: () => served,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}
