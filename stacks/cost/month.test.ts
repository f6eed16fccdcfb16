import { expect, it } from '@jest/globals';
import { readBent } from '../testing/stages.ts';
import { month, total } from './month.ts';
import { compared, instanceHour, prices } from './prices.ts';

const idle = { requestsMillion: 0, settlementsMillion: 0, proofsMillion: 0 };
const nothing = (): number => 0;
const line = (lines: ReturnType<typeof month>, what: string) => lines.find((each) => each.what === what)?.usd;

it('prices tasks by size and number, and lower on Spot', () => {
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

it('counts the resources of the stacks', () => {
  const lines = month(readBent(), (type) => (type === 'aws_nat_gateway' ? 2 : 0), idle);
  expect(line(lines, 'NAT gateways and their addresses')).toBeCloseTo(73, 2);
});

it('charges provisioned concurrency for each function', () => {
  const warm = (kept: number) =>
    line(
      month(
        readBent((settings) => (settings.functions['warm'] = kept)),
        (type) => (type === 'aws_lambda_provisioned_concurrency_config' ? 3 : 0),
        idle,
      ),
      'Provisioned concurrency',
    ) ?? 0;
  expect(warm(0)).toBe(0);
  expect(warm(2)).toBeCloseTo(2 * warm(1), 1);
  expect(warm(1)).toBeGreaterThan(0);
});

it('charges standing resources: firewall rules, clients, the API cache, queue polling', () => {
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
  expect(line(lines, 'API cache')).toBeCloseTo(14.6, 2);
  expect(line(lines, 'Queue polling')).toBeCloseTo(4 * 0.657 * 0.4, 2);
});

it('lists only existing prices as compared', () => {
  for (const name of compared.prices) expect(prices).toHaveProperty(name);
  for (const name of compared.instances) expect(instanceHour).toHaveProperty([name]);
});

it('adds the cost of use to the standing cost', () => {
  const stage = readBent();
  const busy = { requestsMillion: 10, settlementsMillion: 1, proofsMillion: 1 };
  expect(total(month(stage, nothing, busy))).toBeGreaterThan(total(month(stage, nothing, idle)));
  expect(line(month(stage, nothing, busy), 'API Gateway and web firewall, requests')).toBe(41);
});

it('refuses an instance class without a price', () => {
  expect(() =>
    month(
      readBent((settings) => (settings.data['instanceClass'] = 'db.x9.huge')),
      nothing,
      idle,
    ),
  ).toThrow('There is no price for db.x9.huge: add it');
});
