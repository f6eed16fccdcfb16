import { expect, it } from '@jest/globals';
import { readBent } from '../testing/stages.ts';
import { month, total } from './month.ts';
import { compared, instanceHour, prices } from './prices.ts';

const idle = { requestsMillion: 0, settlementsMillion: 0, proofsMillion: 0 };
const nothing = (): number => 0;
const line = (lines: ReturnType<typeof month>, what: string) => lines.find((each) => each.what === what)?.usd;

it('prices tasks by their size and number, cheaper on Spot', () => {
  const spot = month(readBent(), nothing, idle);
  const steady = month(
    readBent((settings) => (settings.compute['capacity'] = 'on-demand')),
    nothing,
    idle,
  );
  // Two tasks of a quarter vCPU and half a GiB for 730 hours.
  expect(line(steady, 'Fargate tasks')).toBeCloseTo(730 * (0.5 * 0.03238 + 1 * 0.00356), 2);
  expect(line(spot, 'Fargate tasks')).toBeLessThan(line(steady, 'Fargate tasks') ?? 0);
});

it('counts what the stacks contain', () => {
  const lines = month(readBent(), (type) => (type === 'aws_nat_gateway' ? 2 : 0), idle);
  expect(line(lines, 'NAT gateways and their addresses')).toBeCloseTo(73, 2);
});

it('charges for each environment that is kept warm, in each function', () => {
  const warm = (kept: number) =>
    line(
      month(
        readBent((settings) => (settings.functions['warm'] = kept)),
        (type) => (type === 'aws_lambda_provisioned_concurrency_config' ? 3 : 0),
        idle,
      ),
      'Functions kept warm',
    ) ?? 0;
  expect(warm(0)).toBe(0);
  expect(warm(2)).toBeCloseTo(2 * warm(1), 1);
  expect(warm(1)).toBeGreaterThan(0);
});

it('charges for what is there whether used or not: firewall rules, clients, a cache, queues that are asked', () => {
  const counts: Readonly<Record<string, number>> = {
    aws_wafv2_web_acl: 1,
    'aws_wafv2_web_acl.rule': 10,
    aws_cognito_user_pool_client: 2,
    aws_lambda_event_source_mapping: 4,
  };
  const lines = month(
    readBent((settings) => (settings.api['cacheGb'] = '0.5')),
    (type) => counts[type] ?? 0,
    idle,
  );
  expect(line(lines, 'Web firewall')).toBe(15);
  expect(line(lines, 'Machine clients and their tokens')).toBeCloseTo(2 * (6 + 0.73 * 2.25), 2);
  expect(line(lines, 'Cache of free answers')).toBeCloseTo(14.6, 2);
  expect(line(lines, 'Asking queues for messages')).toBeCloseTo(4 * 0.657 * 0.4, 2);
});

it('says which prices were compared, and only of those that there are', () => {
  for (const name of compared.prices) expect(prices).toHaveProperty(name);
  for (const name of compared.instances) expect(instanceHour).toHaveProperty([name]);
});

it('charges for use on top of standing', () => {
  const stage = readBent();
  const busy = { requestsMillion: 10, settlementsMillion: 1, proofsMillion: 1 };
  expect(total(month(stage, nothing, busy))).toBeGreaterThan(total(month(stage, nothing, idle)));
  expect(line(month(stage, nothing, busy), 'API Gateway and web firewall, requests')).toBe(41);
});

it('refuses an instance it has no price for', () => {
  expect(() =>
    month(
      readBent((settings) => (settings.data['instanceClass'] = 'db.x9.huge')),
      nothing,
      idle,
    ),
  ).toThrow('There is no price for db.x9.huge: add it');
});
