/**
 * The one-shot task of a deployment: creates missing roles and applies missing migrations. It connects to PostgreSQL
 * directly, not through the proxy, as RDS's master user with a password. A second run changes nothing.
 */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { DatabaseConfig } from './connection-config.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS_DIRECTORY } from './migrations.ts';
import { provision } from './provision.ts';

const Environment = z.object({
  DATABASE_HOST: z.string().min(1),
  DATABASE_PORT: z.coerce.number().int().min(1).max(65_535).default(5432),
  DATABASE_NAME: z.string().min(1),
  DATABASE_USER: z.string().min(1),
  DATABASE_PASSWORD: z.string().min(1),
  DATABASE_TLS: z.enum(['verify', 'off']).default('verify'),
  /** RDS's own certificates in PEM, which Node does not include. */
  DATABASE_CA_FILE: z.string().optional(),
  /** Directory of the .sql files. Set it if the bundle is not in the source tree. */
  MIGRATIONS_DIRECTORY: z.string().default(MIGRATIONS_DIRECTORY),
});

const parsed = Environment.safeParse(process.env);
if (!parsed.success) {
  process.stderr.write(`The environment is not valid:\n${z.prettifyError(parsed.error)}\n`);
  process.exit(2);
}
const of = parsed.data;
const admin: DatabaseConfig = {
  host: of.DATABASE_HOST,
  port: of.DATABASE_PORT,
  database: of.DATABASE_NAME,
  user: of.DATABASE_USER,
  auth: { kind: 'password', password: of.DATABASE_PASSWORD },
  tls: of.DATABASE_TLS,
  ...(of.DATABASE_CA_FILE === undefined ? {} : { ca: readFileSync(of.DATABASE_CA_FILE, 'utf8') }),
};
await provision(admin, of.DATABASE_NAME, { kind: 'iam' });
const applied = await migrate(admin, of.MIGRATIONS_DIRECTORY);
process.stdout.write(applied.length === 0 ? 'Nothing to migrate.\n' : `Migrated: ${applied.join(', ')}\n`);
