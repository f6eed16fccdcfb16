// SPDX-License-Identifier: GPL-3.0-only
import { createServer, request as send, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface WireTap {
  readonly url: string;
  /** The request lines, status codes, headers and bodies of all traffic so far, in both directions. */
  heard(): string;
  close(): void;
}

/** A proxy in front of the registry that forwards all traffic uncompressed and records it. */
export async function tapWire(target: string): Promise<WireTap> {
  const heard: string[] = [];
  const keep = (head: string, headers: readonly string[], body: Buffer) =>
    heard.push(head, ...headers, body.toString('utf8'));
  const server = createServer((incoming, outgoing) => {
    const pass = async (): Promise<void> => {
      const asked = await buffer(incoming);
      keep(`${incoming.method ?? ''} ${incoming.url ?? ''}`, incoming.rawHeaders, asked);
      // Uses a new connection per request, because the registry may close an idle connection just when it is reused.
      const onward = send(new URL(incoming.url ?? '/', target), {
        agent: false,
        method: incoming.method,
        headers: { ...incoming.headers, host: new URL(target).host, 'accept-encoding': 'identity' },
      });
      onward.end(asked);
      const [answer] = (await once(onward, 'response')) as [IncomingMessage];
      const answered = await buffer(answer);
      keep(String(answer.statusCode), answer.rawHeaders, answered);
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers).end(answered);
    };
    pass().catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : new Error(String(error))));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    heard: () => heard.join('\n'),
    close: () => server.close().closeAllConnections(),
  };
}
