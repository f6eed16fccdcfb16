import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { clientOptions } from './client-options.ts';
import { configFromUrl, type DatabaseConfig } from './connection-config.ts';

const config: DatabaseConfig = {
  host: 'proxy.example',
  port: 5432,
  database: 'registry',
  user: 'registry_app',
  auth: { kind: 'iam', region: 'eu-central-1' },
  tls: 'verify',
};

describe('clientOptions', () => {
  const former = { ...process.env };
  beforeEach(() => {
    process.env['AWS_ACCESS_KEY_ID'] = 'AKIAEXAMPLE';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'example';
  });
  afterEach(() => {
    process.env = { ...former };
  });

  it('authenticates with a new token of the AWS identity', async () => {
    const { password } = clientOptions(config);
    if (typeof password !== 'function')
      throw new Error('The password should be a function that makes a token per connection.');
    const token = new URL(`https://${await password()}`);
    expect(token.host).toBe('proxy.example:5432');
    expect(Object.fromEntries(token.searchParams)).toMatchObject({
      Action: 'connect',
      DBUser: 'registry_app',
      'X-Amz-Credential': expect.stringMatching(/^AKIAEXAMPLE\/\d{8}\/eu-central-1\/rds-db\/aws4_request$/),
    });
  });

  it('verifies the certificate against the given authorities, or else those that Node trusts', () => {
    expect(clientOptions(config).ssl).toEqual({ rejectUnauthorized: true });
    expect(clientOptions({ ...config, ca: 'PEM' }).ssl).toEqual({ rejectUnauthorized: true, ca: 'PEM' });
    expect(clientOptions({ ...config, tls: 'off' }).ssl).toBe(false);
  });

  it('sends no setting for which a proxy would pin the session', () => {
    const { statement_timeout, lock_timeout, options } = clientOptions(config);
    expect([statement_timeout, lock_timeout, options]).toEqual([undefined, undefined, undefined]);
  });

  it('connects with the parts of a URL', () => {
    expect(configFromUrl('postgres://some%20one:p%40ss@db.example:5433/registry')).toEqual({
      host: 'db.example',
      port: 5433,
      database: 'registry',
      user: 'some one',
      auth: { kind: 'password', password: 'p@ss' },
      tls: 'off',
    });
    expect(configFromUrl('postgres://a:b@db.example/registry').port).toBe(5432);
  });
});
