import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { encodeBase58 } from '@pos/vocabulary/base58.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';
import { solanaAddress, type SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { transactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import { connectLedger } from './connect-ledger.ts';
import type { SolanaLedger } from './solana-ledger.ts';

export const addressOf = (byte: number): SolanaAddress => solanaAddress(encodeBase58(new Uint8Array(32).fill(byte)));
export const SIGNATURE = transactionSignature(encodeBase58(new Uint8Array(64).fill(8)));

/** A request that the ledger sent to the node. */
export interface Call {
  readonly method: string;
  readonly params: readonly unknown[];
}

const servers: Server[] = [];

/** Closes the nodes of all ledgers that a test made. */
export async function closeNodes(): Promise<void> {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  }
}

/** A ledger over a node that gives recorded answers, which the local chain cannot be made to give. */
export async function ledgerOver(answer: (call: Call) => unknown) {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const { id, method, params } = JSON.parse(body) as Call & { readonly id: number };
      calls.push({ method, params });
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ jsonrpc: '2.0', id, result: answer({ method, params }) }));
    });
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const rpcUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ledger: SolanaLedger = connectLedger({ rpcUrl, network: SOLANA_DEVNET });
  return { ledger, calls: calls as readonly Call[] };
}

/** An answer of the node as of slot 90. */
export const inContext = (value: unknown) => ({ context: { slot: 90, apiVersion: '2.0.0' }, value });
