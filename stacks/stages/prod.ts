/**
 * Production: survives the loss of a zone without intervention and the loss of a region with the runbook. Stored data
 * is protected against deletion.
 */
import { defineStage } from '../stage/define-stage.ts';
import { rehearsalAccount } from '../stage/variables.ts';

export default defineStage('prod', (variable) => ({
  account: variable('ACCOUNT_ID', rehearsalAccount),
  region: 'us-east-1',
  production: true,
  network: {
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    vpcCidr: '10.30.0.0/16',
    publicCidrs: ['10.30.0.0/24', '10.30.1.0/24'],
    privateCidrs: ['10.30.16.0/20', '10.30.32.0/20'],
    databaseCidrs: ['10.30.4.0/24', '10.30.5.0/24'],
    natPerZone: true,
    interfaceEndpoints: true,
    solanaValidatorCidr: null,
  },
  data: {
    instanceClass: 'db.m7g.large',
    engineVersion: '15',
    multiAz: true,
    allocatedGb: 100,
    maxAllocatedGb: 1000,
    backupDays: 35,
    deletionProtection: true,
    secretRecoveryDays: 30,
    rotationDays: 90,
    replica: {
      region: 'us-west-2',
      availabilityZones: ['us-west-2a', 'us-west-2b'],
      vpcCidr: '10.31.0.0/16',
      databaseCidrs: ['10.31.4.0/24', '10.31.5.0/24'],
      instanceClass: 'db.m7g.large',
    },
  },
  compute: {
    capacity: 'on-demand',
    api: { image: variable('API_IMAGE', `sha256:${'0'.repeat(64)}`), minTasks: 2, maxTasks: 10 },
    worker: { image: variable('WORKER_IMAGE', `sha256:${'0'.repeat(64)}`), minTasks: 2, maxTasks: 10 },
  },
  functions: { release: 'canary', databaseConcurrency: 600, warm: 2 },
  events: { archiveDays: 365, auditDays: 365, auditLock: 'COMPLIANCE' },
  domain: {
    zoneId: variable('ZONE_ID', 'Z00000000REHEARSAL'),
    api: `api.${variable('DOMAIN', 'registry.example')}`,
    origin: `origin.${variable('DOMAIN', 'registry.example')}`,
    certificateArn: 'issue',
  },
  api: {
    methodRatePerSecond: 2_000,
    methodBurst: 2_000,
    cacheGb: '0.5',
    clients: [
      { name: 'registrar', scopes: ['registry/agents.write', 'registry/credentials.write', 'registry/history.read'] },
      { name: 'marketplace', scopes: ['registry/embeds.read'] },
    ],
    marketplaces: ['first'],
  },
  enclave: {
    instanceType: 'm7g.xlarge',
    imageMeasurement: variable('ENCLAVE_PCR0', '0'.repeat(96)),
    cpuCount: 2,
    memoryMb: 4096,
    instances: 2,
  },
  watch: {
    alertEmail: variable('ALERT_EMAIL', 'alerts@registry.example'),
    logDays: 365,
    monthlyBudgetUsd: 3000,
    fargateVcpuHoursBudget: 8000,
    threatDetection: true,
  },
  delivery: {
    repository: variable('GITHUB_REPOSITORY', 'proof-of-service/registry'),
    subject: 'environment:prod',
    codeSigning: 'enforce',
    lockTable: false,
  },
  settings: {},
  producers: [],
  solana: { cluster: 'mainnet-beta', programId: variable('ESCROW_PROGRAM_ID', '11111111111111111111111111111111') },
}));
