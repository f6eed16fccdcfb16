import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { StartError } from './start-error.ts';

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Accepts no new requests and waits at most three seconds for running ones. */
  close(): Promise<void>;
}

const DRAIN_MS = 3_000;

/** Starts an HTTP server on the loopback address. Port 0 takes a free port. */
export async function serve(name: string, port: number, listener: RequestListener): Promise<RunningServer> {
  const server = createServer({ keepAliveTimeout: 65_000 }, listener);
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new StartError(
      `Port ${port}, which ${name} needs, is taken by another program.`,
      'Stop that program, or move all ports: PORT_OFFSET=100 npm start',
      { cause: error },
    );
  }
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return { url: `http://127.0.0.1:${bound}`, port: bound, close: () => drain(server) };
}

async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(impatience);
}
