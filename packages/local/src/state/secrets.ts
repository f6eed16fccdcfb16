import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { writePrivate } from './private-file.ts';

const random = (bytes: number): string => randomBytes(bytes).toString('base64url');

const Secrets = z.object({
  /** Passwords of PostgreSQL's roles. */
  databasePasswords: z
    .object({ registry_owner: z.string(), registry_app: z.string(), registry_worker: z.string() })
    .default(() => ({ registry_owner: random(24), registry_app: random(24), registry_worker: random(24) })),
  client: z
    .object({ id: z.string(), secret: z.string() })
    .default(() => ({ id: `local-${randomBytes(8).toString('hex')}`, secret: random(32) })),
  /** The API key of a marketplace, which metered routes require. */
  marketplace: z
    .object({ id: z.string(), apiKey: z.string() })
    .default(() => ({ id: 'local-marketplace', apiKey: random(30) })),
});
export type Secrets = z.infer<typeof Secrets>;

/** Secrets of this machine. A secret that the file lacks, such as one of a newer release, is created and stored. */
export function loadSecrets(file: string): Secrets {
  const stored: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const secrets = Secrets.parse(stored);
  const text = JSON.stringify(secrets, null, 2);
  if (text !== JSON.stringify(stored, null, 2)) writePrivate(file, text);
  return secrets;
}
