/** Compares the contract with its last release, and judges the parts of that comparison. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readAccepted, unaccepted, type AcceptedChange } from './accepted-changes.ts';
import { presentDocuments } from './api-documents.ts';
import type { Change } from './change.ts';
import { compareWithRelease, diffApi } from './compare-with-release.ts';
import { linesOf } from './print-changes.ts';
import { lastRelease, readRelease, RELEASES, writeRelease } from './released.ts';
import { versionFault } from './version-fault.ts';

const root = resolve(import.meta.dirname, '../..');
const today = new Date().toISOString().slice(0, 10);
const cure =
  'Run npm run api:diff, which lists each change and what to do, or add an entry to packages/contract/release/accepted-changes.json.';

describe('the contract', () => {
  const { refused, unused, versionFault: fault } = compareWithRelease(root, today);

  it('breaks nothing of the last release without an accepted change', () =>
    expect([linesOf(refused), refused.length > 0 && cure]).toEqual([[], false]));

  it('accepts no breaking change that it does not make', () => expect(unused).toEqual([]));

  it('has a version that is high enough for its changes', () => expect(fault).toBeUndefined());
});

describe('the kept documents', () => {
  const released = readRelease(root, lastRelease(root));

  it('show a member, an event and a producer’s member that a contract lacks', () => {
    const text = JSON.stringify(presentDocuments());
    const present = JSON.parse(text.replaceAll('"modelVersion"', '"model"')) as typeof released;
    const { 'SettlementReversed.v1': _, ...events } = present.events.published;
    const changes = diffApi(released, { ...present, events: { ...present.events, published: events } }, today);
    const told = changes.map(({ kind, where, what }) => `${kind} ${where}: ${what}`);
    expect(told).toContain('breaking GET /reputation/score answer 200.modelVersion: It is gone.');
    expect(told).toContain('breaking event ReputationChanged.v1.score.modelVersion: It is gone.');
    expect(told).toContain('breaking event SettlementReversed.v1: The event is gone.');
  });

  it('show a required member that producers do not send yet', () => {
    const accepted = released.events.accepted['WorkAttested.v1'] ?? {};
    const grown = {
      ...accepted,
      required: [...(accepted['required'] as string[]), 'place'],
      properties: { ...Object(accepted['properties']), place: { type: 'string' } },
    };
    const events = { ...released.events, accepted: { ...released.events.accepted, 'WorkAttested.v1': grown } };
    expect(diffApi(released, { ...released, events }, today)).toEqual([
      { kind: 'breaking', where: 'accepted event WorkAttested.v1.place', what: 'It is new and required.' },
    ]);
  });

  it('do not differ from themselves', () => expect(diffApi(released, released, today)).toEqual([]));
});

describe('an accepted change', () => {
  const entry: AcceptedChange = {
    since: '0.1.0',
    where: 'GET /a*',
    what: 'It is gone.',
    reason: 'It never held a value.',
    date: '2026-12-01',
  };
  const gone = (where: string): Change => ({ kind: 'breaking', where, what: 'It is gone.' });

  it('covers the breaking changes that it names', () => {
    const changes = [gone('GET /a answer 200.b'), gone('GET /b'), { ...gone('GET /c'), kind: 'additive' as const }];
    expect(unaccepted(changes, [entry])).toEqual({ changes: [gone('GET /b')], unused: [] });
    expect(unaccepted([gone('GET /b')], [entry])).toEqual({ changes: [gone('GET /b')], unused: [entry] });
    expect(unaccepted([gone('GET /ab')], [{ ...entry, where: 'GET /a.' }]).unused).toHaveLength(1);
  });

  describe('in its file', () => {
    let folder = '';
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'api-'));
      mkdirSync(join(folder, RELEASES), { recursive: true });
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it.each<[string, Partial<Record<keyof AcceptedChange, string>>]>([
      ['no reason', { reason: '' }],
      ['a short reason', { reason: 'needed' }],
      ['no date', { date: 'today' }],
      ['no place', { where: '' }],
    ])('is refused with %s', (_, wrong) => {
      writeFileSync(join(folder, RELEASES, 'accepted-changes.json'), JSON.stringify([{ ...entry, ...wrong }]));
      expect(() => readAccepted(folder)).toThrow(/accepted-changes\.json: entry 0 needs/);
    });

    it('is read with all its members', () => {
      writeFileSync(join(folder, RELEASES, 'accepted-changes.json'), JSON.stringify([entry]));
      expect(readAccepted(folder)).toEqual([entry]);
    });

    it('belongs to a release whose documents never change', () => {
      const documents = { openApi: { a: 1 }, events: { published: {}, accepted: {} } };
      for (const version of ['0.9.0', '0.10.0']) writeRelease(folder, version, documents);
      expect(lastRelease(folder)).toBe('0.10.0');
      expect(readRelease(folder, '0.10.0')).toEqual(documents);
      expect(() => writeRelease(folder, '0.9.0', documents)).toThrow(
        /0\.9\.0 exists: a released version does not change/,
      );
    });
  });
});

describe('the version', () => {
  const changes = (kind: Change['kind']): readonly Change[] => [{ kind, where: 'GET /a', what: 'It is new.' }];

  it.each([
    ['1.2.3', '1.2.3', [], true],
    ['1.2.3', '1.2.4', changes('additive'), false],
    ['1.2.3', '1.3.0', changes('additive'), true],
    ['1.2.3', '1.3.0', changes('deprecated'), true],
    ['1.2.3', '1.3.0', changes('breaking'), false],
    ['1.2.3', '2.0.0', changes('breaking'), true],
    ['0.1.0', '0.1.1', changes('breaking'), false],
    ['0.1.0', '0.2.0', changes('breaking'), true],
    ['1.10.0', '1.9.0', [], false],
  ])('after %s may be %s with the changes %j: %s', (released, present, made, isFit) =>
    expect(versionFault(released, present, made) === undefined).toBe(isFit),
  );
});

it('lists operations that changed alike in one line', () => {
  const like = (path: string): Change => ({ kind: 'additive', where: `GET ${path} answer 200.a`, what: 'It is new.' });
  expect(linesOf([like('/a'), like('/b'), { ...like('/c'), where: 'problem.a' }])).toEqual([
    'answer 200.a: It is new. (2 times: GET /a, GET /b)',
    'problem.a: It is new.',
  ]);
});
