import type { Stage } from '../stage/stage.ts';
import { apiCacheHour, instanceHour, prices } from './prices.ts';

/** What a month is asked to do. */
export type Load = {
  readonly requestsMillion: number;
  readonly settlementsMillion: number;
  readonly proofsMillion: number;
};

/** What the synthesized stacks of the stage contain, by resource type; `type.block` counts blocks inside. */
export type Inventory = (type: string) => number;

export type Line = { readonly what: string; readonly usd: number };

const hours = 730;

/** Lambda keeps five pollers at each queue, and each waits twenty seconds for a message. */
const pollsMonth = 5 * 3 * 60 * hours;

/** A month of a stage, line by line. Without load it is what the stage costs when nobody uses it. */
export function month(stage: Stage, count: Inventory, load: Load): Line[] {
  return [...standing(stage, count), ...used(load)].map(({ what, usd }) => ({
    what,
    usd: Math.round(usd * 100) / 100,
  }));
}

function standing(stage: Stage, count: Inventory): Line[] {
  const { compute, data, enclave, functions, watch } = stage;
  const spot = compute.capacity === 'spot';
  const tasks = [compute.api, compute.worker];
  const vcpus = tasks.reduce((sum, task) => sum + (task.minTasks * task.cpu) / 1024, 0);
  const memory = tasks.reduce((sum, task) => sum + (task.minTasks * task.memoryMb) / 1024, 0);
  const zones = data.multiAz ? 2 : 1;
  const replica = data.replica ? database(data.replica.instanceClass, 2, data.allocatedGb) : 0;
  return [
    {
      what: 'Fargate tasks',
      usd:
        hours *
        (vcpus * (spot ? prices.fargateSpotVcpuHour : prices.fargateVcpuHour) +
          memory * (spot ? prices.fargateSpotGbHour : prices.fargateGbHour)),
    },
    { what: 'Database', usd: database(data.instanceClass, zones, data.allocatedGb) },
    { what: 'Database in the second region', usd: replica },
    // The proxy charges by the database's vCPUs, two at least.
    { what: 'RDS Proxy', usd: hours * 2 * prices.rdsProxyVcpuHour },
    {
      what: 'NAT gateways and their addresses',
      usd: count('aws_nat_gateway') * hours * (prices.natHour + prices.publicIpv4Hour),
    },
    {
      what: 'Interface endpoints',
      usd: Math.max(0, count('aws_vpc_endpoint') - 1) * 2 * hours * prices.interfaceEndpointHour,
    },
    { what: 'Load balancer', usd: count('aws_lb') * hours * prices.albHour },
    { what: 'Keys', usd: count('aws_kms_key') * prices.kmsKeyMonth },
    { what: 'Secrets', usd: count('aws_secretsmanager_secret') * prices.secretMonth },
    { what: 'Alarms', usd: count('aws_cloudwatch_metric_alarm') * prices.alarmMonth },
    {
      what: 'Web firewall',
      usd: count('aws_wafv2_web_acl') * prices.wafAclMonth + count('aws_wafv2_web_acl.rule') * prices.wafRuleMonth,
    },
    { what: 'Cache of free answers', usd: hours * (apiCacheHour[stage.api.cacheGb ?? ''] ?? 0) },
    // A client that keeps its token asks once an hour.
    {
      what: 'Machine clients and their tokens',
      usd:
        count('aws_cognito_user_pool_client') *
        (prices.cognitoClientMonth + (hours / 1000) * prices.cognitoThousandTokens),
    },
    {
      what: 'Asking queues for messages',
      usd: (count('aws_lambda_event_source_mapping') * pollsMonth * prices.sqsMillion) / 1e6,
    },
    {
      what: 'Enclave instances',
      usd: enclave
        ? enclave.instances *
          (hours * (instanceHour[enclave.instanceType] ?? unpriced(enclave.instanceType)) + 30 * prices.ebsGbMonth)
        : 0,
    },
    {
      what: 'GuardDuty, Inspector, Config',
      usd: watch.threatDetection ? prices.guardDutyMonth + 1000 * prices.configItem : 0,
    },
    // What the contract calls latency-critical has half a GiB.
    {
      what: 'Functions kept warm',
      usd:
        count('aws_lambda_provisioned_concurrency_config') *
        functions.warm *
        0.5 *
        hours *
        3600 *
        prices.lambdaProvisionedGbSecond,
    },
  ];
}

const database = (instanceClass: string, zones: number, gb: number): number =>
  zones * (hours * (instanceHour[instanceClass] ?? unpriced(instanceClass)) + gb * prices.rdsStorageGbMonth);

function unpriced(name: string): never {
  throw new Error(`There is no price for ${name}: add it to instanceHour in stacks/cost/prices.ts.`);
}

/** Assumed of a request: 256 MiB for 80 ms, 2 KB of log, 4 KB out; of a settlement: four events; of a proof: 512 MiB for 60 ms. */
function used({ requestsMillion, settlementsMillion, proofsMillion }: Load): Line[] {
  const invocations = requestsMillion + 4 * settlementsMillion + proofsMillion;
  const gbSeconds =
    requestsMillion * 1e6 * 0.25 * 0.08 + settlementsMillion * 1e6 * 4 * 0.25 * 0.08 + proofsMillion * 1e6 * 0.5 * 0.06;
  return [
    {
      what: 'API Gateway and web firewall, requests',
      usd: requestsMillion * (prices.apiMillionRequests + prices.wafMillionRequests),
    },
    { what: 'Lambda', usd: invocations * prices.lambdaMillionRequests + gbSeconds * prices.lambdaGbSecond },
    { what: 'Events and queues', usd: settlementsMillion * 4 * (prices.eventBridgeMillion + 3 * prices.sqsMillion) },
    { what: 'Logs', usd: invocations * 2 * prices.logGb },
    {
      what: 'Traffic out and through NAT',
      usd: requestsMillion * 4 * (prices.internetGb + prices.natGb) + settlementsMillion * 20 * prices.natGb,
    },
  ];
}

export const total = (lines: readonly Line[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);
