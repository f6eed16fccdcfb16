import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { writePrivate } from './private-file.ts';

const Secrets = z.object({
  /** Passwords of PostgreSQL's roles. */
  databasePasswords: z.object({ registry_owner: z.string(), registry_app: z.string(), registry_worker: z.string() }),
  client: z.object({ id: z.string(), secret: z.string() }),
});
export type Secrets = z.infer<typeof Secrets>;

const random = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** Secrets of this machine, created at the first start. */
export function loadSecrets(file: string): Secrets {
  if (!existsSync(file)) {
    const made: Secrets = {
      databasePasswords: { registry_owner: random(24), registry_app: random(24), registry_worker: random(24) },
      client: { id: `local-${randomBytes(8).toString('hex')}`, secret: random(32) },
    };
    writePrivate(file, JSON.stringify(made, null, 2));
  }
  return Secrets.parse(JSON.parse(readFileSync(file, 'utf8')));
}
