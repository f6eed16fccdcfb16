import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

/** A relay in front of the gateway that loses the first answer to each request. */
export interface LossyRelay {
  readonly url: string;
  /** Method and path of each request whose answer was lost, without the DID. */
  lost(): readonly string[];
  close(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Waits for the gateway's answer to a new request and then closes the connection. Passes on later answers. */
export async function startLossyRelay(gatewayUrl: string): Promise<LossyRelay> {
  const seen = new Set<string>();
  const lost: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const { method = 'GET', url = '/' } = request;
      const body = await bodyOf(request);
      const headers = Object.entries(request.headers).filter(([name]) => !['host', 'connection'].includes(name));
      const answer = await fetch(gatewayUrl + url, {
        method,
        headers: Object.fromEntries(headers) as Record<string, string>,
        ...(method === 'GET' ? {} : { body: new Uint8Array(body) }),
      });
      const text = await answer.text();
      const key = createHash('sha256').update(`${method} ${url} `).update(body).digest('hex');
      if (!seen.has(key)) {
        seen.add(key);
        lost.push(`${method} ${url.replace(/\/did%3A[^/]+/i, '')}`);
        request.socket.destroy();
        return;
      }
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(text);
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lost: () => lost,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}
