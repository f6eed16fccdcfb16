import type { Stage } from '../stage/stage.ts';
import { apiCacheHour, instanceHour, prices } from './prices.ts';

/** The load of a month, each count in millions. */
export type Load = {
  readonly requestsMillion: number;
  readonly settlementsMillion: number;
  readonly proofsMillion: number;
};

/**
 * Returns the number of resources of a type in the synthesized stacks of the stage. `type.block` counts the blocks
 * inside them.
 */
export type Inventory = (type: string) => number;

export type Line = { readonly what: string; readonly usd: number };

/** Hours of an average month. */
const hours = 730;

/**
 * Requests of idle pollers to one queue in a month. Lambda runs five pollers per queue, and each waits 20 seconds for a
 * message.
 */
const pollsMonth = 5 * 3 * 60 * hours;

/** The cost of a stage per month, as lines in US dollars. Without load it is the cost of an idle stage. */
export function month(stage: Stage, count: Inventory, load: Load): Line[] {
  return [...standing(stage, count), ...used(load)].map(({ what, usd }) => ({
    what,
    usd: Math.round(usd * 100) / 100,
  }));
}

function standing(stage: Stage, count: Inventory): Line[] {
  return [...tasksAndDatabase(stage), ...network(count), ...services(stage, count), ...optionalServices(stage, count)];
}

function tasksAndDatabase({ compute, data }: Stage): Line[] {
  const spot = compute.capacity === 'spot';
  const tasks = [compute.api, compute.worker];
  const vcpus = tasks.reduce((sum, task) => sum + (task.minTasks * task.cpu) / 1024, 0);
  const memory = tasks.reduce((sum, task) => sum + (task.minTasks * task.memoryMb) / 1024, 0);
  const replica = data.replica ? database(data.replica.instanceClass, 2, data.allocatedGb) : 0;
  return [
    {
      what: 'Fargate tasks',
      usd:
        hours *
        (vcpus * (spot ? prices.fargateSpotVcpuHour : prices.fargateVcpuHour) +
          memory * (spot ? prices.fargateSpotGbHour : prices.fargateGbHour)),
    },
    { what: 'Database', usd: database(data.instanceClass, data.multiAz ? 2 : 1, data.allocatedGb) },
    { what: 'Database in the second region', usd: replica },
    // The proxy is billed by the vCPUs of the database, with a minimum of two.
    { what: 'RDS Proxy', usd: hours * 2 * prices.rdsProxyVcpuHour },
  ];
}

const network = (count: Inventory): Line[] => [
  {
    what: 'NAT gateways and their addresses',
    usd: count('aws_nat_gateway') * hours * (prices.natHour + prices.publicIpv4Hour),
  },
  {
    what: 'Interface endpoints',
    usd: Math.max(0, count('aws_vpc_endpoint') - 1) * 2 * hours * prices.interfaceEndpointHour,
  },
  { what: 'Load balancer', usd: count('aws_lb') * hours * prices.albHour },
];

const services = (stage: Stage, count: Inventory): Line[] => [
  { what: 'KMS keys', usd: count('aws_kms_key') * prices.kmsKeyMonth },
  { what: 'Secrets', usd: count('aws_secretsmanager_secret') * prices.secretMonth },
  { what: 'Alarms', usd: count('aws_cloudwatch_metric_alarm') * prices.alarmMonth },
  {
    what: 'Web firewall',
    usd: count('aws_wafv2_web_acl') * prices.wafAclMonth + count('aws_wafv2_web_acl.rule') * prices.wafRuleMonth,
  },
  { what: 'API cache', usd: hours * (apiCacheHour[stage.api.cacheGb ?? ''] ?? 0) },
  // A client that caches its token requests one every hour.
  {
    what: 'Machine clients and their tokens',
    usd:
      count('aws_cognito_user_pool_client') *
      (prices.cognitoClientMonth + (hours / 1000) * prices.cognitoThousandTokens),
  },
  {
    what: 'Queue polling',
    usd: (count('aws_lambda_event_source_mapping') * pollsMonth * prices.sqsMillion) / 1e6,
  },
];

const optionalServices = ({ enclave, functions, watch }: Stage, count: Inventory): Line[] => [
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
  // Latency-critical functions have half a GiB of memory.
  {
    what: 'Provisioned concurrency',
    usd:
      count('aws_lambda_provisioned_concurrency_config') *
      functions.warm *
      0.5 *
      hours *
      3600 *
      prices.lambdaProvisionedGbSecond,
  },
];

const database = (instanceClass: string, zones: number, gb: number): number =>
  zones * (hours * (instanceHour[instanceClass] ?? unpriced(instanceClass)) + gb * prices.rdsStorageGbMonth);

function unpriced(name: string): never {
  throw new Error(`There is no price for ${name}: add it to instanceHour in stacks/cost/prices.ts.`);
}

/**
 * Cost of the load. It assumes 256 MiB for 80 ms, 2 KB of logs and 4 KB of outgoing traffic per request, four events
 * per settlement, and 512 MiB for 60 ms per proof.
 */
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
      what: 'Traffic to the internet and through NAT',
      usd: requestsMillion * 4 * (prices.internetGb + prices.natGb) + settlementsMillion * 20 * prices.natGb,
    },
  ];
}

/** The sum of the lines, in US dollars. */
export const total = (lines: readonly Line[]): number => lines.reduce((sum, { usd }) => sum + usd, 0);
