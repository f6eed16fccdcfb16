/**
 * Replaces `rpc-websockets`, which @solana/web3.js imports for subscriptions. That package is LGPL-3.0-only, and a
 * minified bundle could not meet the conditions of that licence. Deployed code reads over HTTP and never subscribes.
 */
export class CommonClient {
  on(): void {
    // `Connection` registers its listeners in its constructor, even if it never connects.
  }

  connect(): never {
    throw new Error('Subscriptions are not part of this bundle: read over HTTP, or subscribe outside the registry.');
  }
}

export const WebSocket = (): never => new CommonClient().connect();
