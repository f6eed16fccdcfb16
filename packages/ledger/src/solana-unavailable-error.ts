import { OutageError } from '@pos/vocabulary/outage-error.ts';

/** The Solana RPC node did not answer, or answered that it cannot: a hang, a 5xx, a 429, a broken body. */
export class SolanaUnavailableError extends OutageError {
  override readonly name = 'SolanaUnavailableError';
  readonly method: string;

  constructor(method: string, cause: unknown) {
    super('solana', `Solana RPC ${method} did not answer; check that the node behind SOLANA_RPC_URL is up`, { cause });
    this.method = method;
  }
}
