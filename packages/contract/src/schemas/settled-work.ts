import { Did } from '@pos/vocabulary/did.ts';
import { Network } from '@pos/vocabulary/network.ts';
import { SolanaAddress } from '@pos/vocabulary/solana-address.ts';
import { TransactionSignature } from '@pos/vocabulary/transaction-signature.ts';
import * as z from 'zod';
import { Instant } from './time.ts';

/** The paid work that an event is about. */
export const SettledWork = z.object({
  eventId: z.uuid(),
  did: Did,
  network: Network,
  txSignature: TransactionSignature,
  occurredAt: Instant,
});

/**
 * Members of an attestation: the authority, whose key is in the stage's settings, and its signature over
 * `attestationMessage`.
 */
export const attested = {
  authority: SolanaAddress,
  signature: z
    .string()
    .max(128)
    .meta({ description: 'Ed25519 signature over the UTF-8 bytes of the message, in base58 or base64url.' }),
};

/**
 * The text that an authority signs. It contains every member of the detail except the event id and the signature, in
 * wire form, one member per line, sorted by name.
 */
export function attestationMessage(
  domain: string,
  eventName: string,
  detail: Readonly<Record<string, unknown>>,
): string {
  const { eventId: _, signature: __, ...said } = detail;
  const lines = Object.entries(said).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return [
    `${domain} takes as evidence: ${eventName}`,
    '',
    ...lines.map(([name, value]) => `${name}: ${String(value)}`),
  ].join('\n');
}
