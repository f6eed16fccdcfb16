import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultPlan } from './faults.ts';
import type { DispatchParts } from './rpc/dispatch.ts';
import { dispatch, methodsOf, notJson, parseBody } from './rpc/dispatch.ts';

/** Agave's default limit for a request body. */
export const MAX_REQUEST_BYTES = 50 * 1024;

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, GET, OPTIONS',
  'access-control-allow-headers': 'content-type, solana-client',
  'access-control-max-age': '86400',
} as const;

/** The HTTP server of the RPC: POST / for JSON-RPC, and GET /health, which answers "ok". */
export function createRpcServer(parts: DispatchParts, faults: FaultPlan): Server {
  const server = createServer((request, response) => {
    serve(parts, faults, request, response).catch((error: unknown) => {
      parts.onBug('http', error);
      response.destroy();
    });
  });
  // Longer than clients keep an idle connection, so that the server never closes one while a request is on its way.
  server.keepAliveTimeout = 65_000;
  return server;
}

async function serve(
  parts: DispatchParts,
  faults: FaultPlan,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method === 'OPTIONS') return reply(response, 204, '');
  if (request.method === 'GET' && request.url === '/health') return reply(response, 200, 'ok', 'text/plain');
  if (request.method !== 'POST')
    return reply(response, 405, 'Used HTTP Method is not allowed. POST or OPTIONS is required\n', 'text/plain');
  if (request.headers['content-type']?.startsWith('application/json') !== true) {
    return reply(
      response,
      415,
      'Supplied content type is not allowed. Content-Type: application/json is required\n',
      'text/plain',
    );
  }
  const body = await readBody(request);
  if (body === undefined) return reply(response, 413, 'Request body is larger than 50 KiB\n', 'text/plain');
  const parsed = parseBody(body);
  if (parsed === undefined) return reply(response, 200, notJson());

  const troubles = faults.take(methodsOf(parsed.request));
  const has = (kind: string) => troubles.some((each) => each.kind === kind);
  if (has('http500')) return reply(response, 500, 'Internal Server Error\n', 'text/plain');
  // The connection stays open and silent until the client or the shutdown ends it.
  if (has('hang')) return undefined;
  for (const trouble of troubles) if (trouble.kind === 'delayMs') await sleep(trouble.delayMs);
  const answer = await dispatch(parts, parsed.request, troubles);
  if (has('landsButAnswerLost')) return void response.destroy();
  return reply(response, answer === '' ? 204 : 200, answer);
}

function reply(response: ServerResponse, status: number, body: string, type = 'application/json'): void {
  response.writeHead(status, {
    ...CORS,
    ...(body === '' ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) }),
  });
  response.end(body);
}

/** The body as text, or `undefined` where it exceeds the limit. */
function readBody(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_REQUEST_BYTES) chunks.push(chunk);
    });
    request.on('end', () => resolve(size > MAX_REQUEST_BYTES ? undefined : Buffer.concat(chunks).toString('utf8')));
    request.on('error', reject);
  });
}
