import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { problemDocument, type Problem } from '@pos/contract/problem.ts';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Act = (request: SeenRequest, response: ServerResponse) => void;

export interface ScriptedServer {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  /** Sets one response for each of the next requests. The last response is repeated. */
  script(...acts: readonly Act[]): void;
  close(): Promise<void>;
}

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Act =>
  (_, response) => {
    response
      .writeHead(status, { 'content-type': 'application/json', 'x-request-id': `request-${status}`, ...headers })
      .end(JSON.stringify(body));
  };

export const problem = (of: Problem): Act => {
  const document = problemDocument(of, 'urn:request:x');
  return json(
    document.status,
    document,
    of.retryAfterSeconds === undefined ? {} : { 'retry-after': String(of.retryAfterSeconds) },
  );
};

export const hangUp: Act = (_, response) => void response.socket?.destroy();

/** Starts a real HTTP server that answers by a script. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  let acts: Act[] = [];
  const seen: SeenRequest[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = '';
    for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString('utf8');
    const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
    seen.push(one);
    const act = acts.length > 1 ? acts.shift() : acts[0];
    act?.(one, response);
  };
  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    seen,
    script: (...next) => {
      acts = [...next];
      seen.length = 0;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}
