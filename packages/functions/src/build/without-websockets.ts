/**
 * Stands in for `rpc-websockets`, which @solana/web3.js imports for subscriptions and which is LGPL-3.0-only: bundled
 * and minified, that licence's conditions could not be met. Deployed code reads over HTTP and never subscribes.
 */
export class CommonClient {
  on(): void {
    // The connection registers its listeners when it is constructed, long before it would connect.
  }

  connect(): never {
    throw new Error('Subscriptions are not part of this bundle: read over HTTP, or subscribe outside the registry.');
  }
}

export const WebSocket = (): never => new CommonClient().connect();
