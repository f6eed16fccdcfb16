// SPDX-License-Identifier: GPL-3.0-only
import { STATEMENTS } from '@pos/receipts/statements.ts';
import * as z from 'zod';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected a SHA-256 in lower-case hex');
const Blake2b = z.string().regex(/^[0-9a-f]{128}$/, 'expected a BLAKE2b-512 in lower-case hex');

/** The transcript that a ceremony's coordinator publishes. With it anybody can check the key. */
export const CeremonyTranscript = z.object({
  statement: z.enum(STATEMENTS),
  r1csSha256: Sha256,
  /** The published powers of tau from which phase 2 started. */
  powersOfTau: z.object({ source: z.string().min(1), sha256: Sha256 }),
  contributions: z.array(
    z.object({
      name: z.string().min(1),
      /** The contribution hash that snarkjs printed to the contributor. */
      hash: Blake2b,
      /** Where the contributor published the hash, on a channel that the coordinator does not control. */
      attestation: z.url(),
    }),
  ),
  beacon: z.object({
    /** Announced before the last contribution, such as `drand round 4242424`. */
    source: z.string().min(1),
    value: z.string().regex(/^(?:[0-9a-f]{2})+$/),
    iterationsExp: z.number().int().min(10).max(63),
  }),
  zkeySha256: Sha256,
  /** Deployed stages pin the same value in their configuration. */
  vkeySha256: Sha256,
});
export type CeremonyTranscript = z.infer<typeof CeremonyTranscript>;
