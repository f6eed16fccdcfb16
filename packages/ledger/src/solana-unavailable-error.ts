import { OutageError } from '@pos/vocabulary/outage-error.ts';

/** The Solana RPC node did not give a usable answer. Causes are a timeout, a status 5xx or 429, or a malformed body. */
export class SolanaUnavailableError extends OutageError {
  override readonly name = 'SolanaUnavailableError';
  readonly method: string;

  constructor(method: string, cause: unknown) {
    super('solana', `Solana RPC ${method} did not answer; check that the node behind SOLANA_RPC_URL is up`, { cause });
    this.method = method;
  }
}
