// SPDX-License-Identifier: GPL-3.0-only
import { Network } from '@pos/vocabulary/network.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import * as z from 'zod';

/** The endpoints and credentials of a registry, such as `.local/endpoints.json`, which `npm start` writes. */
export const Connection = z.looseObject({
  apiUrl: z.url(),
  token: z.looseObject({ url: z.url(), clientId: z.string(), clientSecret: z.string() }).optional(),
  /** The network in the did:pkh of a wallet. */
  solana: z.looseObject({ network: Network }).optional(),
  /** Test wallets, with secret keys in base58. */
  wallets: z.array(z.looseObject({ name: z.string(), secretKey: z.string() })).default([]),
});
export type Connection = z.infer<typeof Connection>;

export function readConnection(text: string): Result<Connection, string> {
  try {
    const read = Connection.safeParse(JSON.parse(text));
    return read.success
      ? ok(read.data)
      : err(`Invalid at ${read.error.issues[0]?.path.join('.') ?? 'the top'}: ${read.error.issues[0]?.message ?? ''}.`);
  } catch {
    return err('It is not JSON.');
  }
}
