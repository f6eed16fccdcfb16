import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EXTERNAL_SOURCE_PREFIX } from '../event.ts';
import { consumerOf, eventName, events, word } from '../testing/declarations.ts';
import { auditPatternOf, eventPatternOf, matchesPattern } from './event-pattern.ts';

const version = fc.integer({ min: 1, max: 99 });
const consumed = events.chain((all) =>
  fc.record({
    all: fc.constant(all),
    consumer: fc.subarray([...all], { minLength: 1 }).chain(consumerOf),
    one: fc.nat(),
    version,
    outsider: word,
  }),
);

/** An event detail that contains a value at a path. */
const holding = (path: readonly string[], value: unknown): unknown =>
  path.reduceRight<unknown>((inside, name) => ({ [name]: inside, other: 1 }), value);

const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const compound = fc.oneof(fc.constant({}), fc.constant({ a: 1 }), fc.array(fc.integer(), { maxLength: 2 }));

describe('the pattern of a consumer', () => {
  it('lets every version of its events pass from their own sources', () =>
    fc.assert(
      fc.property(consumed, ({ consumer, one, version }) => {
        const event = consumer.on[one % consumer.on.length];
        if (event === undefined) throw new Error('a consumer has an event');
        const arriving = { source: event.source, detailType: `${event.name}.v${version}` };
        const detail = holding(consumer.carrying ?? [], 'carried');
        expect(matchesPattern(eventPatternOf(consumer), { ...arriving, detail })).toBe(true);
      }),
    ));

  it('lets outsiders pass exactly where one of its events is open to them', () =>
    fc.assert(
      fc.property(consumed, ({ consumer, version, outsider }) => {
        const arriving = {
          source: `${EXTERNAL_SOURCE_PREFIX}${outsider}`,
          detailType: `${consumer.on[0]?.name}.v${version}`,
          detail: holding(consumer.carrying ?? [], 'carried'),
        };
        const isOpen = consumer.on.some(({ outsiders }) => outsiders === true);
        expect(matchesPattern(eventPatternOf(consumer), arriving)).toBe(isOpen);
      }),
    ));

  it('stops events that it does not name, longer names among them', () =>
    fc.assert(
      fc.property(consumed, eventName, ({ consumer, version }, suffix) => {
        const known = new Set(consumer.on.map(({ name }) => name));
        for (const { name, source } of consumer.on) {
          const longer = `${name}${suffix}`;
          fc.pre(!known.has(longer));
          const arriving = { source, detailType: `${longer}.v${version}` };
          const detail = holding(consumer.carrying ?? [], 'carried');
          expect(matchesPattern(eventPatternOf(consumer), { ...arriving, detail })).toBe(false);
        }
      }),
    ));

  it('asks for a scalar at the end of the path that events must carry', () =>
    fc.assert(
      fc.property(consumed, scalar, compound, ({ consumer }, found, other) => {
        const [event] = consumer.on;
        const { carrying } = consumer;
        fc.pre(event !== undefined && carrying !== undefined);
        const passes = (detail: unknown) =>
          matchesPattern(eventPatternOf(consumer), { source: event.source, detailType: `${event.name}.v1`, detail });
        expect(passes(holding(carrying, found))).toBe(true);
        expect(passes(holding(carrying, other))).toBe(false);
        expect(passes(holding(carrying, undefined))).toBe(false);
        expect(passes(holding(carrying.slice(0, -1), {}))).toBe(false);
        expect(passes(undefined)).toBe(false);
      }),
    ));
});

describe('the pattern of the audit', () => {
  it('lets exactly the audited events of the registry itself pass', () =>
    fc.assert(
      fc.property(events, version, word, (all, anyVersion, outsider) => {
        const audited = all.filter((event) => event.audited === true);
        const pattern = auditPatternOf(audited);
        for (const { source, name } of all) {
          const detailType = `${name}.v${anyVersion}`;
          const isAudited = audited.some((event) => event.name === name);
          expect(matchesPattern(pattern, { source, detailType })).toBe(isAudited);
          expect(matchesPattern(pattern, { source: `${EXTERNAL_SOURCE_PREFIX}${outsider}`, detailType })).toBe(false);
        }
      }),
    ));
});
