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
  ])('from %s, %s: %s', (source, detailType, passes) => expect(matchesPattern(pattern, { source, detailType })).toBe(passes));
});
