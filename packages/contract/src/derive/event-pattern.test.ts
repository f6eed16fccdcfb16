import { describe, expect, it } from '@jest/globals';
import { CONSUMERS } from '../consumers.ts';
import { eventPatternOf, matchesPattern } from './event-pattern.ts';

const pattern = eventPatternOf(CONSUMERS['apply-settlement']);

describe('eventPatternOf', () => {
  it.each([
    ['pos.x402', 'SettlementConfirmed.v1', true],
    ['pos.x402', 'SettlementConfirmed.v2', true],
    ['pos.producer.acme', 'SettlementConfirmed.v1', true],
    ['pos.reputation', 'SettlementConfirmed.v1', false],
    ['aws.ec2', 'SettlementConfirmed.v1', false],
    ['pos.x402', 'SettlementConfirmedTwice.v1', false],
    ['pos.x402', 'ReputationChanged.v1', false],
  ])('from %s, %s: %s', (source, detailType, passes) =>
    expect(matchesPattern(pattern, { source, detailType })).toBe(passes),
  );
});

it('the pattern of a consumer that reads two versions of an event names the event once', () => {
  const [event] = CONSUMERS['apply-settlement'].on;
  const both = { ...CONSUMERS['apply-settlement'], on: [event, { ...event, version: 2 }] };
  expect(eventPatternOf(both)['detail-type']).toEqual([{ prefix: 'SettlementConfirmed.' }]);
});

describe('a consumer of what some events carry', () => {
  const carrying = eventPatternOf(CONSUMERS['verify-carried-proof']);
  const settlement = (detail: unknown) => ({ source: 'pos.x402', detailType: 'SettlementConfirmed.v1', detail });

  it('asks the bus for a scalar, the only thing that it can ask for', () =>
    expect(carrying.detail).toEqual({ proof: { statement: [{ exists: true }] } }));

  it.each<[unknown, boolean]>([
    [{ proof: { statement: 'history-totals' } }, true],
    [{ proof: { statement: null } }, true],
    [{ proof: { statement: {} } }, false],
    [{ proof: {} }, false],
    [{ proof: 'statement' }, false],
    [{}, false],
    [undefined, false],
  ])('with %j: %s', (detail, passes) => expect(matchesPattern(carrying, settlement(detail))).toBe(passes));
});
