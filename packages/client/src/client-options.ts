import type { Hooks } from './hooks.ts';
import type { ClientCredentials } from './token-source.ts';

export interface ClientOptions extends Hooks {
  /** URL of the registry, such as `https://api.example.org`. */
  readonly baseUrl: string;
  /** Credentials for routes with a scope. `accessToken` is called before every call of such a route. */
  readonly auth?: ClientCredentials | { readonly accessToken: () => string | Promise<string> };
  /** API key of a marketplace. It is sent only to routes that count requests by key. */
  readonly apiKey?: string;
  /** Headers of every request to the registry, such as a trace id. They are not sent to the token endpoint. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Replaces the platform's `fetch`, for example to use a proxy. */
  readonly fetch?: typeof fetch;
  /** Maximum number of attempts of one call. Default: 4. 1 turns retries off. */
  readonly attempts?: number;
  /** Timeout of one attempt in milliseconds. Default: 30,000. */
  readonly timeoutMs?: number;
  /** Time after the first attempt in milliseconds, after which no further attempt begins. Default: 90,000. */
  readonly budgetMs?: number;
}
