/**
 * On-demand prices in US dollars for us-east-1, from the price page of each service on aws.amazon.com, noted in
 * November 2025. Check them before you promise a budget.
 */
export const pricesNoted = 'November 2025';

/**
 * Prices that were confirmed a year later with published price lists of third parties, because the pages of AWS were
 * not reachable. For the other prices no such list was found.
 */
export const compared = {
  when: 'November 2026',
  prices: [
    'fargateVcpuHour',
    'fargateGbHour',
    'natHour',
    'natGb',
    'publicIpv4Hour',
    'albHour',
    'albCapacityUnitHour',
    'rdsProxyVcpuHour',
    'rdsStorageGbMonth',
    'secretMonth',
    'logGb',
    'ebsGbMonth',
    'lambdaGbSecond',
    'lambdaMillionRequests',
    'lambdaProvisionedGbSecond',
    'internetGb',
    'cognitoClientMonth',
    'cognitoThousandTokens',
  ],
  instances: ['db.t4g.micro', 'db.m7g.large'],
} as const;

/**
 * Prices by unit. The suffix of a name is its unit, such as `…VcpuHour`, `…GbMonth` or `…Million` (per million
 * requests).
 */
export const prices = {
  fargateVcpuHour: 0.03238,
  fargateGbHour: 0.00356,
  /** Spot prices vary. These are approximate prices of Fargate Spot on Graviton. */
  fargateSpotVcpuHour: 0.0097,
  fargateSpotGbHour: 0.00107,
  natHour: 0.045,
  natGb: 0.045,
  publicIpv4Hour: 0.005,
  albHour: 0.0225,
  albCapacityUnitHour: 0.008,
  rdsProxyVcpuHour: 0.015,
  rdsStorageGbMonth: 0.115,
  interfaceEndpointHour: 0.01,
  kmsKeyMonth: 1,
  secretMonth: 0.4,
  alarmMonth: 0.1,
  logGb: 0.5,
  ebsGbMonth: 0.08,
  lambdaGbSecond: 0.0000133334,
  lambdaMillionRequests: 0.2,
  lambdaProvisionedGbSecond: 0.0000033334,
  apiMillionRequests: 3.5,
  wafAclMonth: 5,
  wafRuleMonth: 1,
  wafMillionRequests: 0.6,
  eventBridgeMillion: 1,
  sqsMillion: 0.4,
  internetGb: 0.09,
  regionGb: 0.02,
  guardDutyMonth: 30,
  configItem: 0.003,
  cognitoClientMonth: 6,
  cognitoThousandTokens: 2.25,
} as const;

/** Price per hour of one instance in one zone. */
export const instanceHour: Readonly<Record<string, number>> = {
  'db.t4g.micro': 0.016,
  'db.t4g.medium': 0.065,
  'db.m7g.large': 0.168,
  'm7g.xlarge': 0.1632,
};

/** Price per hour of the API cache, by its size in GB. */
export const apiCacheHour: Readonly<Record<string, number>> = {
  '0.5': 0.02,
  '1.6': 0.038,
  '6.1': 0.2,
  '13.5': 0.25,
  '28.4': 0.5,
  '58.2': 1,
  '118': 1.9,
  '237': 3.8,
};
