import { defineStage } from '../stage/define-stage.ts';
import type { Stage, StageSettingsInput } from '../stage/stage.ts';
import { rehearsalAccount } from '../stage/variables.ts';

/** Settings of a small stage, which tests modify. */
export const plainSettings = (): Omit<StageSettingsInput, 'name'> => ({
  account: rehearsalAccount,
  region: 'us-east-1',
  production: false,
  network: {
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    vpcCidr: '10.40.0.0/16',
    publicCidrs: ['10.40.0.0/24', '10.40.1.0/24'],
    privateCidrs: ['10.40.16.0/20', '10.40.32.0/20'],
    databaseCidrs: ['10.40.4.0/24', '10.40.5.0/24'],
    natPerZone: false,
    interfaceEndpoints: false,
    solanaValidatorCidr: null,
  },
  data: {
    instanceClass: 'db.t4g.micro',
    engineVersion: '15',
    multiAz: false,
    allocatedGb: 20,
    maxAllocatedGb: 100,
    backupDays: 7,
    deletionProtection: false,
    secretRecoveryDays: 7,
    rotationDays: 90,
    replica: null,
  },
  compute: {
    capacity: 'spot',
    api: { image: `sha256:${'a'.repeat(64)}`, minTasks: 1, maxTasks: 10 },
    worker: { image: `sha256:${'b'.repeat(64)}`, minTasks: 1, maxTasks: 2 },
  },
  functions: { release: 'at-once', databaseConcurrency: 70, warm: 0 },
  events: { archiveDays: 7, auditDays: 7, auditLock: 'GOVERNANCE' },
  domain: {
    zoneId: 'Z0123456789ABCDEF',
    api: 'api.test.example',
    origin: 'origin.test.example',
    certificateArn: 'issue',
  },
  api: {
    methodRatePerSecond: 100,
    methodBurst: 200,
    cacheGb: null,
    clients: [{ name: 'tester', scopes: ['registry/agents.write'] }],
    marketplaces: ['market'],
  },
  enclave: null,
  watch: {
    alertEmail: 'alerts@test.example',
    logDays: 30,
    monthlyBudgetUsd: 100,
    fargateVcpuHoursBudget: 500,
    threatDetection: false,
  },
  delivery: { repository: 'owner/name', subject: 'ref:refs/heads/main', codeSigning: 'warn', lockTable: false },
  settings: {},
  producers: [],
  solana: { cluster: 'devnet', programId: '11111111111111111111111111111111' },
});

/** Reads a stage from plain settings that `bend` has modified. Throws for wrong settings, as for a stage file. */
export function readBent(bend: (settings: Bendable) => void = () => undefined): Stage {
  const settings = plainSettings() as unknown as Bendable;
  bend(settings);
  return defineStage('test', () => settings as unknown as Omit<StageSettingsInput, 'name'>).read({});
}

/** Stage settings in which a test may set any value, as a person who edits a stage file may. */
export type Bendable = {
  [Section in keyof Omit<StageSettingsInput, 'name'>]: StageSettingsInput[Section] extends object
    ? Record<string, unknown>
    : unknown;
};
