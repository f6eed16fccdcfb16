import { describe, expect, it } from '@jest/globals';
import { parseEnvironment } from '../environment.ts';
import { databaseConfig } from './database.ts';

const REQUIRED = {
  STAGE: 'dev',
  PUBLIC_URL: 'https://api.example',
  DATABASE_HOST: 'proxy.example',
  DATABASE_NAME: 'registry',
  DATABASE_USER: 'registry_app',
};
const configOf = (variables: Readonly<Record<string, string>> = {}) =>
  databaseConfig(parseEnvironment(['database'], { ...REQUIRED, ...variables }));

describe('the connection of a function to the database', () => {
  it('signs in by IAM over verified TLS, with one connection, by default', () =>
    expect(configOf()).toEqual({
      host: 'proxy.example',
      port: 5432,
      database: 'registry',
      user: 'registry_app',
      auth: { kind: 'iam' },
      tls: 'verify',
      poolMax: 1,
    }));

  it('signs in by password if the stage configures it', () => {
    const local = {
      DATABASE_AUTH: 'password',
      DATABASE_PASSWORD: 'secret',
      DATABASE_TLS: 'off',
      DATABASE_POOL_MAX: '7',
    };
    expect(configOf({ ...local, DATABASE_PORT: '6543' })).toMatchObject({
      port: 6543,
      auth: { kind: 'password', password: 'secret' },
      tls: 'off',
      poolMax: 7,
    });
    expect(configOf({ DATABASE_AUTH: 'password' })).toMatchObject({ auth: { kind: 'password', password: '' } });
  });
});
