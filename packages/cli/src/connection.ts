// SPDX-License-Identifier: GPL-3.0-only
import { Network } from '@pos/vocabulary/network.ts';
import { err, ok, type Result } from '@pos/vocabulary/result.ts';
import * as z from 'zod';

/** Where a registry is and who asks there. `.local/endpoints.json`, which `npm start` writes, is one. */
export const Connection = z.looseObject({
  apiUrl: z.url(),
  token: z.looseObject({ url: z.url(), clientId: z.string(), clientSecret: z.string() }).optional(),
  /** Names the account that a wallet is, where the agent is a did:pkh. */
  solana: z.looseObject({ network: Network }).optional(),
  /** Test wallets by name, base58. */
  wallets: z.array(z.looseObject({ name: z.string(), secretKey: z.string() })).default([]),
});
export type Connection = z.infer<typeof Connection>;

export function readConnection(text: string): Result<Connection, string> {
  try {
    const read = Connection.safeParse(JSON.parse(text));
    return read.success
      ? ok(read.data)
      : err(
          `It does not fit at ${read.error.issues[0]?.path.join('.') ?? 'the top'}: ${read.error.issues[0]?.message ?? ''}.`,
        );
  } catch {
    return err('It is not JSON.');
  }
}
