import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import type { Chain } from './chain.ts';
import { MAX_REQUEST_BYTES } from './http-server.ts';
import { requestOf } from './rpc/dispatch.ts';
import type { RpcError } from './rpc/rpc-error.ts';
import { invalidParams, methodNotFound, parseError } from './rpc/rpc-error.ts';
import type { Subscription } from './subscriptions.ts';
import { SUBSCRIPTIONS } from './subscriptions.ts';

const PING_EVERY_MS = 15_000;

/** Call `disconnectAll` when stopping, because an HTTP server does not close upgraded connections. */
export type PubSubServer = { readonly server: Server; readonly disconnectAll: () => void };

/** The websocket server of the RPC: `signatureSubscribe`, `accountSubscribe`, `slotSubscribe` and others. */
export function createPubSubServer(chain: Chain): PubSubServer {
  const server = createServer((_request, response) => response.writeHead(426).end('Upgrade Required\n'));
  // The websocket server is not attached to the HTTP server, because the library would turn the error of an occupied
  // port into an event that no caller can catch.
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_REQUEST_BYTES });
  server.on('upgrade', (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request)),
  );
  const pinging = setInterval(() => sockets.clients.forEach((socket) => socket.ping()), PING_EVERY_MS).unref();
  let lastId = 0;
  sockets.on('connection', (socket) => serve(chain, socket, () => (lastId += 1)));
  server.on('close', () => clearInterval(pinging));
  return { server, disconnectAll: () => sockets.clients.forEach((socket) => socket.terminate()) };
}

function serve(chain: Chain, socket: WebSocket, nextId: () => number): void {
  const active = new Map<number, Subscription>();
  const send = (message: object) => socket.send(JSON.stringify({ jsonrpc: '2.0', ...message }));

  const subscribe = (kind: string, params: unknown): { result: number } | { error: RpcError } => {
    const subscription = nextId();
    const opened = SUBSCRIPTIONS[kind]?.(chain, params, {
      notify: (result) => send({ method: `${kind}Notification`, params: { result, subscription } }),
      end: () => active.delete(subscription),
    });
    if (opened === undefined) return { error: methodNotFound };
    if (!opened.ok) return { error: opened.error };
    active.set(subscription, opened.value);
    // Starts after the response, so that the client knows the subscription id before its first notification.
    setImmediate(() => active.get(subscription)?.start());
    return { result: subscription };
  };

  const unsubscribe = (params: unknown): { result: boolean } | { error: RpcError } => {
    const subscription: unknown = Array.isArray(params) ? params[0] : undefined;
    const found = typeof subscription === 'number' ? active.get(subscription) : undefined;
    if (found === undefined || typeof subscription !== 'number')
      return { error: invalidParams('Invalid subscription id.') };
    found.stop();
    return { result: active.delete(subscription) };
  };

  socket.on('message', (data) => {
    const request = requestOf((data as Buffer).toString('utf8'));
    if (request === undefined) return send({ error: parseError, id: null });
    const { id, method, params } = request;
    // web3.js keeps its sockets open with this notification. Nodes do not answer it.
    if (method === 'ping') return undefined;
    if (method.endsWith('Unsubscribe')) return send({ ...unsubscribe(params), id });
    if (method.endsWith('Subscribe')) return send({ ...subscribe(method.slice(0, -'Subscribe'.length), params), id });
    return send({ error: methodNotFound, id });
  });
  socket.on('close', () => active.forEach((each) => each.stop()));
  socket.on('error', () => socket.terminate());
}
