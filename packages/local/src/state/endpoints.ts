import { existsSync, readFileSync } from 'node:fs';
import { AUTHORITY_ROLES } from '@pos/contract/reputation/schemas/trust-settings.ts';
import { Network } from '@pos/vocabulary/network.ts';
import { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import * as z from 'zod';
import { StartError } from '../start-error.ts';
import { writePrivate } from './private-file.ts';

/**
 * The content of `.local/endpoints.json`: the addresses of all parts while the system runs. Its keys are valid only on
 * this machine.
 */
export const Endpoints = z.object({
  apiUrl: z.url(),
  facilitatorUrl: z.url(),
  token: z.object({
    url: z.url(),
    issuer: z.url(),
    jwksUrl: z.url(),
    clientId: z.string(),
    clientSecret: z.string(),
    scopes: z.array(z.string()),
  }),
  /** The API key of a marketplace, for routes that are metered. */
  apiKey: z.string(),
  eventBridge: z.object({ url: z.url(), busName: z.string(), region: z.string() }),
  solana: z.object({
    rpcUrl: z.url(),
    wsUrl: z.url(),
    network: Network,
    usdcMint: SolanaAddress,
    facilitator: SolanaAddress,
  }),
  database: z.object({ url: z.string(), appUrl: z.string() }),
  /** Each wallet holds test SOL and test USDC. `secretKey` is 64 bytes in base58, as wallets export it. */
  wallets: z.array(z.object({ name: z.string(), address: SolanaAddress, secretKey: z.string() })),
  /** Authorities whose attestations count as evidence here. `keyFile` has the format of solana-keygen. */
  authorities: z.array(z.object({ role: z.enum(AUTHORITY_ROLES), address: SolanaAddress, keyFile: z.string() })),
  processId: z.number().int(),
});
export type Endpoints = z.infer<typeof Endpoints>;

export const writeEndpoints = (file: string, endpoints: Endpoints): void =>
  writePrivate(file, `${JSON.stringify(endpoints, null, 2)}\n`);

export function readEndpoints(file: string): Endpoints {
  if (!existsSync(file))
    throw new StartError(
      `The local system does not run: there is no ${file}.`,
      'Start it in another terminal with: npm start. If it was started with PORT_OFFSET, give the same one here.',
    );
  const parsed = Endpoints.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new StartError(`${file} is of another version of the system.`, 'Start the system again: npm start');
}
