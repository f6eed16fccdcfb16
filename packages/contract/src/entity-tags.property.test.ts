import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { entityTag, failedPrecondition, includesTag, parseTagCondition, type EntityTag } from './entity-tags.ts';

const opaque = fc.string({ unit: fc.constantFrom('a', '1', ',', 'b', '.', '-', '*', 'W/', 'é') });
const tag: fc.Arbitrary<EntityTag> = fc.record({ weak: fc.boolean(), opaque });
const written = ({ weak, opaque: text }: EntityTag): string => `${weak ? 'W/' : ''}"${text}"`;
const separator = fc.constantFrom(',', ', ', ' ,\t', ',,', ' , , ');
const revision = fc.nat(1_000_000);
const hash = fc.stringMatching(/^[\w-]{22}$/);

describe('parseTagCondition', () => {
  it('reads every list of tags, in any spacing and with commas inside tags', () =>
    fc.assert(
      fc.property(fc.array(tag, { minLength: 1, maxLength: 5 }), separator, (tags, between) =>
        expect(parseTagCondition(tags.map(written).join(between))).toEqual(tags),
      ),
    ));

  it('reads *', () => expect(parseTagCondition(' * ')).toBe('*'));

  it.each(['', ' ', ',', 'a', '"a', 'a"', '"a" "b"', '*, "a"', 'w/"a"', '"a b"', '"\n"', 'W/ "a"'])(
    'reads no other text: %j',
    (text) => expect(parseTagCondition(text)).toBeUndefined(),
  );
});

describe('includesTag', () => {
  it('compares weakly: the text counts and the weakness does not', () =>
    fc.assert(
      fc.property(fc.array(tag, { minLength: 1 }), tag, (tags, other) => {
        expect(includesTag(tags, written(other))).toBe(tags.some((each) => each.opaque === other.opaque));
        expect(includesTag('*', written(other))).toBe(true);
      }),
    ));
});

describe('failedPrecondition', () => {
  const condition = (...tags: readonly string[]) => parseTagCondition(tags.join(', '));

  it('of If-Match holds exactly for strong tags of the revision', () =>
    fc.assert(
      fc.property(revision, revision, hash, (current, named, text) => {
        const sent = entityTag(text, named);
        const failed = current === named ? undefined : 'if-match';
        expect(failedPrecondition({ 'if-match': condition('"x"', sent) }, current)).toBe(failed);
        expect(failedPrecondition({ 'if-match': condition(`"${named}"`) }, current)).toBe(failed);
        expect(failedPrecondition({ 'if-match': condition(`W/${sent}`) }, current)).toBe('if-match');
      }),
    ));

  it('of If-None-Match fails exactly for tags of the revision, weak ones too', () =>
    fc.assert(
      fc.property(revision, revision, hash, fc.boolean(), (current, named, text, weak) => {
        const sent = `${weak ? 'W/' : ''}${entityTag(text, named)}`;
        expect(failedPrecondition({ 'if-none-match': condition(sent) }, current)).toBe(
          current === named ? 'if-none-match' : undefined,
        );
      }),
    ));

  it('with * depends on the existence of the resource alone', () => {
    expect(failedPrecondition({ 'if-match': '*' }, 7)).toBeUndefined();
    expect(failedPrecondition({ 'if-none-match': '*' }, 7)).toBe('if-none-match');
    expect(failedPrecondition({}, 7)).toBeUndefined();
  });

  it('never holds for the tag of a representation without a revision', () =>
    fc.assert(
      fc.property(hash, revision, (text, current) => {
        fc.pre(!/^\d+$/.test(text));
        expect(failedPrecondition({ 'if-match': condition(entityTag(text)) }, current)).toBe('if-match');
      }),
    ));
});
