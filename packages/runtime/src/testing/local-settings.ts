import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseConfig } from '@pos/database/connection-config.ts';
import { SOLANA_DEVNET } from '@pos/vocabulary/network.ts';

/** Settings under which every need of the contract resolves, and the folder that holds the two key files. */
export interface LocalSettings {
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  remove(): void;
}

/** A Solana key file in the format that `solana-keygen` writes. */
export function writeFacilitatorKey(file: string): void {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  const point = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  writeFileSync(file, JSON.stringify([...seed, ...point]));
}

/**
 * Settings of the local stage. By default no server listens at the addresses, because a function connects at its first
 * query and not at its start. Pass `database` to use a real server.
 */
export function localSettings(database?: DatabaseConfig): LocalSettings {
  const folder = mkdtempSync(join(tmpdir(), 'runtime-'));
  const keys = { facilitator: join(folder, 'facilitator.json'), issuer: join(folder, 'issuer.json') };
  writeFacilitatorKey(keys.facilitator);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(keys.issuer, JSON.stringify(privateKey.export({ format: 'jwk' })));
  const password = database?.auth.kind === 'password' ? database.auth.password : randomBytes(8).toString('hex');
  return {
    folder,
    remove: () => rmSync(folder, { recursive: true, force: true }),
    variables: {
      STAGE: 'local',
      PUBLIC_URL: 'http://registry.test',
      POWERTOOLS_DEV: 'true',
      POWERTOOLS_METRICS_DISABLED: 'false',
      DATABASE_HOST: database?.host ?? '127.0.0.1',
      DATABASE_PORT: String(database?.port ?? 9),
      DATABASE_NAME: database?.database ?? 'registry',
      DATABASE_USER: database?.user ?? 'registry_app',
      DATABASE_AUTH: 'password',
      DATABASE_PASSWORD: password,
      DATABASE_TLS: 'off',
      SOLANA_RPC_URL: 'http://127.0.0.1:9',
      SOLANA_NETWORK: SOLANA_DEVNET,
      FACILITATOR_KEY: `file:${keys.facilitator}`,
      ISSUER_KEY: `file:${keys.issuer}`,
      EVENT_BUS_NAME: 'registry',
      PRODUCER_BUS_NAME: 'registry',
      TOKEN_URL: 'http://registry.test/oauth2/token',
    },
  };
}
