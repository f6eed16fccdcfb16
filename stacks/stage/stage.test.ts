import { describe, expect, it } from '@jest/globals';
import { readBent } from '../testing/stages.ts';
import type { Bendable } from '../testing/stages.ts';
import { defineStage } from './define-stage.ts';
import { plainSettings } from '../testing/stages.ts';
import { rehearsalAccount } from './variables.ts';

type BadInput = readonly [name: string, bend: (settings: Bendable) => void, setting: string, cure: string];

const production = (settings: Bendable): void => {
  settings.production = true;
  settings.network['natPerZone'] = true;
  settings.watch['logDays'] = 365;
  Object.assign(settings.data, { multiAz: true, deletionProtection: true });
};

const replica = (region: string) => ({
  region,
  availabilityZones: [`${region}a`, `${region}b`],
  vpcCidr: '10.41.0.0/16',
  databaseCidrs: ['10.41.0.0/24', '10.41.1.0/24'],
  instanceClass: 'db.t4g.micro',
});

const bad: readonly BadInput[] = [
  [
    'an invalid block',
    (s) => (s.network['vpcCidr'] = '10.40.0.0/33'),
    'network.vpcCidr',
    'write the network address and a prefix',
  ],
  ['a block with host bits', (s) => (s.network['vpcCidr'] = '10.40.3.0/16'), 'network.vpcCidr', 'without host bits'],
  [
    'a subnet outside the network',
    (s) => (s.network['publicCidrs'] = ['10.99.0.0/24', '10.40.1.0/24']),
    'network.publicCidrs.0',
    'choose a block inside it',
  ],
  [
    'overlapping subnets',
    (s) => (s.network['databaseCidrs'] = ['10.40.16.0/24', '10.40.5.0/24']),
    'network.databaseCidrs.0',
    'overlaps privateCidrs.0 (10.40.16.0/20): give each subnet its own range',
  ],
  [
    'a subnet too small for AWS',
    (s) => (s.network['publicCidrs'] = ['10.40.0.0/30', '10.40.1.0/24']),
    'network.publicCidrs.0',
    'a prefix of 28 at most',
  ],
  ['a setting left out', (s) => delete s.network['vpcCidr'], 'network.vpcCidr', 'is missing: give it a value'],
  [
    'the same zone twice',
    (s) => (s.network['availabilityZones'] = ['us-east-1a', 'us-east-1a']),
    'network.availabilityZones',
    'name two different ones',
  ],
  [
    'a zone of another region',
    (s) => (s.network['availabilityZones'] = ['us-east-1a', 'us-west-2b']),
    'network.availabilityZones',
    'name two zones such as us-east-1a',
  ],
  ['an unknown region', (s) => (s.region = 'mars-north-1'), 'region', 'choose one of us-east-1'],
  [
    'an instance that hosts no enclave',
    (s) =>
      Object.assign(s, {
        enclave: {
          instanceType: 't3.micro',
          imageMeasurement: '0'.repeat(96),
          cpuCount: 2,
          memoryMb: 1024,
          instances: 1,
        },
      }),
    'enclave.instanceType',
    'take a Nitro type with at least 4 vCPUs',
  ],
  [
    'an enclave that leaves its parent no core',
    (s) =>
      Object.assign(s, {
        enclave: {
          instanceType: 'm7g.xlarge',
          imageMeasurement: '0'.repeat(96),
          cpuCount: 4,
          memoryMb: 1024,
          instances: 1,
        },
      }),
    'enclave.cpuCount',
    'may have 3 vCPUs at most',
  ],
  [
    'a missing certificate',
    (s) => delete s.domain['certificateArn'],
    'domain.certificateArn',
    'set certificateArn to "issue"',
  ],
  [
    'a certificate of another region',
    (s) =>
      (s.domain['certificateArn'] =
        `arn:aws:acm:us-west-2:${rehearsalAccount}:certificate/01234567-89ab-cdef-0123-456789abcdef`),
    'domain.certificateArn',
    'takes one of its own region',
  ],
  [
    'the same name for the API and its origin',
    (s) => (s.domain['origin'] = 'api.test.example'),
    'domain.origin',
    'needs a name of its own',
  ],
  [
    'a scope that the contract does not declare',
    (s) => (s.api['clients'] = [{ name: 'one', scopes: ['registry/everything'] }]),
    'api.clients.0.scopes.0',
    'choose from registry/agents.write',
  ],
  [
    'two clients with the same name',
    (s) =>
      (s.api['clients'] = [
        { name: 'one', scopes: ['registry/agents.write'] },
        { name: 'one', scopes: ['registry/events.write'] },
      ]),
    'api.clients',
    'give each a name of its own',
  ],
  [
    'two marketplaces with the same name',
    (s) => (s.api['marketplaces'] = ['one', 'one']),
    'api.marketplaces',
    'give each a name of its own',
  ],
  [
    'a cache size that API Gateway does not offer',
    (s) => (s.api['cacheGb'] = '2'),
    'api.cacheGb',
    'give one as text, or null for none',
  ],
  [
    'a rate above the account limit',
    (s) => (s.api['methodRatePerSecond'] = 20_000),
    'api.methodRatePerSecond',
    'ask AWS for more',
  ],
  [
    'more database concurrency than the proxy has connections',
    (s) => (s.functions['databaseConcurrency'] = 500),
    'functions.databaseConcurrency',
    'take a larger instance class',
  ],
  [
    'a setting that nothing reads',
    (s) => Object.assign(s, { settings: { REPUTATION_ANKERS: '' } }),
    'settings.REPUTATION_ANKERS',
    'choose from',
  ],
  [
    'a setting under its present and its former name',
    (s) => Object.assign(s, { settings: { REPUTATION_TRUST_SEEDS: '', REPUTATION_ANCHORS: '' } }),
    'settings.REPUTATION_ANCHORS',
    'is the former name of REPUTATION_TRUST_SEEDS',
  ],
  [
    'a secret as a plain setting',
    (s) => Object.assign(s, { settings: { FACILITATOR_KEY: '[1,2,3]' } }),
    'settings.FACILITATOR_KEY',
    'put the value into Secrets Manager',
  ],
  [
    'an image by tag',
    (s) => (s.compute['api'] = { image: 'latest', minTasks: 1, maxTasks: 2 }),
    'compute.api.image',
    'deployed by digest, never by tag',
  ],
  [
    'a CPU size that Fargate does not offer',
    (s) => (s.compute['api'] = { image: `sha256:${'a'.repeat(64)}`, cpu: 300, minTasks: 1, maxTasks: 2 }),
    'compute.api.cpu',
    'Fargate offers these CPU sizes',
  ],
  [
    'a memory size that Fargate does not offer for the CPU size',
    (s) =>
      (s.compute['api'] = { image: `sha256:${'a'.repeat(64)}`, cpu: 256, memoryMb: 8192, minTasks: 1, maxTasks: 2 }),
    'compute.api.memoryMb',
    'Fargate offers 512, 1024, 2048 MiB',
  ],
  [
    'a rotation interval that is too long',
    (s) => (s.data['rotationDays'] = 365),
    'data.rotationDays',
    'at least every 90 days',
  ],
  [
    'a deleted secret that cannot be recovered',
    (s) => (s.data['secretRecoveryDays'] = 0),
    'data.secretRecoveryDays',
    'at least 7',
  ],
  ['another version of PostgreSQL', (s) => (s.data['engineVersion'] = '16'), 'data.engineVersion', 'give "15"'],
  ['a misspelt setting', (s) => (s.data['backupsDays'] = 9), 'data', 'backupsDays'],
  [
    'production without protection',
    (s) => {
      production(s);
      s.data['deletionProtection'] = false;
      s.data['replica'] = replica('us-west-2');
    },
    'data.deletionProtection',
    'set it to true',
  ],
  ['production without a replica', production, 'data.replica', 'name a replica'],
  ['production without canary releases', production, 'functions.release', 'set it to "canary"'],
  ['production with an audit that the root user may delete', production, 'events.auditLock', 'set it to "COMPLIANCE"'],
  [
    'a replica in zones of another region',
    (s) => (s.data['replica'] = { ...replica('us-west-2'), availabilityZones: ['us-east-1a', 'us-west-2b'] }),
    'data.replica.availabilityZones',
    'name two zones of the replica',
  ],
  [
    'a replica in the same region',
    (s) => (s.data['replica'] = replica('us-east-1')),
    'data.replica.region',
    'must be in another region',
  ],
];

describe('a stage', () => {
  it('is read with defaults when its settings are valid', () => {
    const stage = readBent();
    expect(stage.compute.api).toMatchObject({ cpu: 256, memoryMb: 512, maxTasks: 10 });
    expect(stage.rehearsal).toBe(true);
  });

  it.each(bad)('with %s is refused with the setting and the cure', (_, bend, setting, cure) => {
    expect(() => readBent(bend)).toThrow(`${setting}: `);
    expect(() => readBent(bend)).toThrow(cure);
  });

  it('is refused with every wrong setting at once', () => {
    const both = (settings: Bendable): void => {
      settings.region = 'mars-north-1';
      settings.data['rotationDays'] = 365;
    };
    expect(() => readBent(both)).toThrow(/region: [^]*rotationDays: /);
  });
});

it('refuses a stage name that Cognito refuses in its domain', () => {
  expect(() => defineStage('awstest', plainSettings).read({})).toThrow(/name: Cognito refuses .* choose another name/);
});

describe("a stage's variables", () => {
  const stage = defineStage('test', (variable) => ({
    ...plainSettings(),
    account: variable('ACCOUNT_ID', rehearsalAccount),
    compute: {
      ...plainSettings().compute,
      api: { image: variable('API_IMAGE', `sha256:${'0'.repeat(64)}`), minTasks: 1, maxTasks: 2 },
    },
  }));
  const given = { POS_TEST_ACCOUNT_ID: '123456789012', POS_TEST_API_IMAGE: `sha256:${'c'.repeat(64)}` };

  it('make it deployable when all are set', () => {
    expect(stage.read(given)).toMatchObject({ account: '123456789012', rehearsal: false });
  });

  it('may all be missing, for a rehearsal', () => {
    expect(stage.read({})).toMatchObject({ account: rehearsalAccount, rehearsal: true });
  });

  it('are refused by name and with the cure when one is missing', () => {
    expect(() => stage.read({ ...given, POS_TEST_API_IMAGE: undefined })).toThrow(
      'POS_TEST_API_IMAGE is not set, although other POS_TEST_* variables are. Set all of them to deploy',
    );
    expect(() => stage.read({ ...given, POS_TEST_API_IMAGE: '' })).toThrow('POS_TEST_API_IMAGE is not set');
  });

  it('are refused by name when misspelt, instead of starting a rehearsal', () => {
    expect(() => stage.read({ POS_TEST_ACOUNT_ID: '123456789012' })).toThrow(
      /^Stage test: POS_TEST_ACCOUNT_ID, POS_TEST_API_IMAGE are not set.*misspelt: POS_TEST_ACOUNT_ID\./,
    );
    expect(stage.read({ ...given, POS_TEST_LATER: '1', POS_TESTING: '1' })).toMatchObject({ rehearsal: false });
    expect(stage.read({ POS_TESTING: '1', POS_TEST_LATER: '' })).toMatchObject({ rehearsal: true });
  });

  it('cannot deploy to the placeholder account', () => {
    expect(() => stage.read({ ...given, POS_TEST_ACCOUNT_ID: rehearsalAccount })).toThrow('account must come from');
  });
});
