/** Development: one instance of everything, Spot capacity, and nothing that is paid by the hour without use. */
import { defineStage } from '../stage/define-stage.ts';
import { rehearsalAccount } from '../stage/variables.ts';

export default defineStage('dev', (variable) => ({
  account: variable('ACCOUNT_ID', rehearsalAccount),
  region: 'us-east-1',
  production: false,
  network: {
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    vpcCidr: '10.20.0.0/16',
    publicCidrs: ['10.20.0.0/24', '10.20.1.0/24'],
    privateCidrs: ['10.20.16.0/20', '10.20.32.0/20'],
    databaseCidrs: ['10.20.4.0/24', '10.20.5.0/24'],
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
    api: { image: variable('API_IMAGE', `sha256:${'0'.repeat(64)}`), minTasks: 1, maxTasks: 10 },
    worker: { image: variable('WORKER_IMAGE', `sha256:${'0'.repeat(64)}`), minTasks: 1, maxTasks: 2 },
  },
  functions: { release: 'at-once', databaseConcurrency: 70, warm: 0 },
  events: { archiveDays: 7, auditDays: 7, auditLock: 'GOVERNANCE' },
  domain: {
    zoneId: variable('ZONE_ID', 'Z00000000REHEARSAL'),
    api: `api.dev.${variable('DOMAIN', 'registry.example')}`,
    origin: `origin.dev.${variable('DOMAIN', 'registry.example')}`,
    certificateArn: 'issue',
  },
  api: {
    methodRatePerSecond: 200,
    methodBurst: 400,
    cacheGb: null,
    clients: [
      {
        name: 'developers',
        scopes: [
          'registry/agents.write',
          'registry/credentials.write',
          'registry/history.read',
          'registry/embeds.read',
        ],
      },
    ],
    marketplaces: ['trial'],
  },
  enclave: null,
  watch: {
    alertEmail: variable('ALERT_EMAIL', 'alerts@registry.example'),
    logDays: 30,
    monthlyBudgetUsd: 200,
    fargateVcpuHoursBudget: 1000,
    threatDetection: false,
  },
  delivery: {
    repository: variable('GITHUB_REPOSITORY', 'proof-of-service/registry'),
    subject: 'environment:dev',
    codeSigning: 'warn',
    lockTable: false,
  },
  settings: {},
  producers: [],
  solana: { cluster: 'devnet', programId: variable('ESCROW_PROGRAM_ID', '11111111111111111111111111111111') },
}));
