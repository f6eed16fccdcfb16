import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const MIGRATIONS_DIRECTORY = join(import.meta.dirname, '..', 'migrations');

export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
  readonly hash: string;
}

/** The migrations on disk, sorted by name. */
export function readMigrations(directory: string): readonly Migration[] {
  const files = readdirSync(directory).filter((file) => file.endsWith('.sql'));
  return files.sort().map((file) => {
    const text = readFileSync(join(directory, file), 'utf8');
    return {
      name: file.slice(0, -'.sql'.length),
      statements: text.split('--> statement-breakpoint'),
      hash: createHash('sha256').update(text).digest('hex'),
    };
  });
}

/** Hash of all migrations. It identifies a template database. */
export const hashOfMigrations = (migrations: readonly Migration[]): string =>
  createHash('sha256')
    .update(migrations.map(({ name, hash }) => `${name}:${hash}`).join('\n'))
    .digest('hex');
