import { describe, expect, it } from '@jest/globals';
import { SECRETS } from '@pos/contract/secrets.ts';
import { readBent } from '../testing/stages.ts';
import { environmentFor, reachOf } from './environment-and-grants.ts';
import type { Data } from './environment-and-grants.ts';

const data: Data = {
  proxy: { endpoint: '${aws_db_proxy.proxy.endpoint}', connectAs: () => ({ actions: [] }) },
  secrets: Object.fromEntries(
    Object.keys(SECRETS).map((name) => [
      name,
      { arn: `\${aws_secretsmanager_secret.${name}.arn}`, grantRead: () => undefined },
    ]),
  ) as unknown as Data['secrets'],
};
const unit = { id: 'get-score', databaseUser: 'registry_app', databasePoolMax: 1 } as const;

describe('environmentFor', () => {
  it('passes the ARN of a secret and never its value', () => {
    const environment = environmentFor(readBent(), data, { ...unit, needs: ['facilitatorKey', 'solana'] });
    expect(environment).toMatchObject({
      FACILITATOR_KEY: '${aws_secretsmanager_secret.facilitator-key.arn}',
      SOLANA_RPC_URL: '${aws_secretsmanager_secret.solana-rpc-url.arn}',
    });
  });

  it('omits variables that no need declares', () =>
    expect(Object.keys(environmentFor(readBent(), data, { ...unit, needs: [] })).sort()).toEqual([
      'PUBLIC_URL',
      'STAGE',
    ]));

  it('passes a stage setting only to units that need it', () => {
    const wallet = '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU';
    const stage = readBent((settings) => Object.assign(settings, { settings: { REPUTATION_TRUST_SEEDS: wallet } }));
    expect(environmentFor(stage, data, { ...unit, needs: ['trustSeeds'] })).toMatchObject({
      REPUTATION_TRUST_SEEDS: wallet,
    });
    expect(environmentFor(stage, data, { ...unit, needs: [] })).not.toHaveProperty('REPUTATION_TRUST_SEEDS');
    const wrong = readBent((settings) => Object.assign(settings, { settings: { REPUTATION_TRUST_SEEDS: 'nobody' } }));
    expect(() => environmentFor(wrong, data, { ...unit, needs: ['trustSeeds'] })).toThrow(
      /REPUTATION_TRUST_SEEDS: expected <wallet>/,
    );
  });

  it('passes a setting under its former name for one release', () => {
    const wallet = '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU';
    const stage = readBent((settings) => Object.assign(settings, { settings: { REPUTATION_ANCHORS: wallet } }));
    expect(environmentFor(stage, data, { ...unit, needs: ['trustSeeds'] })).toMatchObject({
      REPUTATION_ANCHORS: wallet,
    });
  });

  it('names the function, the variable and the file to edit when a value violates the contract', () => {
    const stage = readBent();
    const broken = { ...stage, domain: { ...stage.domain, api: 'not a host' } };
    expect(() => environmentFor(broken, data, { ...unit, needs: [] })).toThrow(
      /get-score would not start in stage test:\n {2}PUBLIC_URL: .*\n.*stacks\/derive\/environment-and-grants\.ts/,
    );
  });
});

describe('reachOf', () => {
  it('follows from the needs', () => {
    expect(reachOf([])).toEqual({ database: false, internet: false, secrets: false });
    expect(reachOf(['database'])).toEqual({ database: true, internet: false, secrets: false });
    expect(reachOf(['facilitatorKey'])).toEqual({ database: false, internet: false, secrets: true });
    expect(reachOf(['database', 'solana'])).toEqual({ database: true, internet: true, secrets: true });
  });
});
