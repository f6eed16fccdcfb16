/**
 * The regions that a stage may name, with the prefix of AWS usage types there, on which budgets filter. Add a region
 * once it offers Fargate on Graviton, RDS Proxy, Nitro Enclaves and WAF.
 */
export const regions = {
  'us-east-1': { usagePrefix: 'USE1' },
  'us-east-2': { usagePrefix: 'USE2' },
  'us-west-2': { usagePrefix: 'USW2' },
  'eu-west-1': { usagePrefix: 'EU' },
  'eu-central-1': { usagePrefix: 'EUC1' },
  'ap-southeast-1': { usagePrefix: 'APS1' },
  'ap-northeast-1': { usagePrefix: 'APN1' },
} as const;

export type Region = keyof typeof regions;

export const regionNames = Object.keys(regions);

export const isRegion = (value: string): value is Region => value in regions;
