/** Settings of the examples from the environment. docs/client.md says how to fill them for the local system. */
import { readFileSync } from 'node:fs';

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`Set the variable ${name}: see "Examples" in docs/client.md.`);
  return value;
}

/** URL of the registry. */
export const registryUrl = setting('REGISTRY_URL');

/** The bytes of a Solana key file, as `solana-keygen` writes it. */
export const keyFile = (): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(JSON.parse(readFileSync(setting('KEY_FILE'), 'utf8')) as readonly number[]);

/** Network of the wallets, such as `solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp`. */
export const network = (): string => setting('NETWORK');

/** A client of the token endpoint. Routes with a scope need it. */
export const credentials = () => ({
  tokenUrl: setting('TOKEN_URL'),
  clientId: setting('CLIENT_ID'),
  clientSecret: setting('CLIENT_SECRET'),
});

/** API key of a marketplace. */
export const apiKey = (): string => setting('API_KEY');

/** URL of the agent's own server. */
export const agentUrl = (): string => setting('AGENT_URL');
