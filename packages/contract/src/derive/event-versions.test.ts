import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { consumer } from '../consumer.ts';
import { CONTRACT, contractOf } from '../contract.ts';
import { event, previousVersion, type EventDeclaration } from '../event.ts';
import { slice, type SliceDeclaration } from '../slice.ts';
import { publishedVersions, versionFaults } from './event-versions.ts';

const detail = z.object({ eventId: z.uuid(), count: z.number() });
const named = { id: 'happened', source: 'pos.test', name: 'Happened', summary: 'It happened.', detail } as const;
const v1 = event({
  ...named,
  version: 1,
  deprecated: { since: '2026-12-01', sunset: '2027-12-01', successor: 'Happened.v2' },
});
const following = (older: EventDeclaration) =>
  event({ ...named, id: 'happened-v2', version: 2, previous: previousVersion(older, detail, (same) => same as never) });
const v2 = following(v1);

const faults = (more: Partial<SliceDeclaration>): readonly string[] =>
  versionFaults(contractOf([slice({ id: 'a', tag: 'a', summary: 'A.', events: [v2, v1], ...more })]));
const reading = (on: readonly EventDeclaration[]) => consumer({ id: 'reading', summary: 'Reads.', on, needs: [] });

describe('the versions of an event', () => {
  it('are all versions that are still published, newest first', () => {
    expect(publishedVersions(v2)).toEqual([v2, v1]);
    expect(publishedVersions(v1)).toEqual([v1]);
  });

  it('fit together in the contract', () => expect(versionFaults(CONTRACT)).toEqual([]));

  it('fit together if both are listed and the older one names the newer as its successor', () =>
    expect(faults({})).toEqual([]));

  it('do not fit if the older one is not listed', () =>
    expect(faults({ events: [v2] })).toEqual([
      'Happened.v1 is published beside Happened.v2: list it in the `events` of its slice too.',
    ]));

  it('do not fit if the older one is not deprecated', () => {
    const { deprecated: _, ...kept } = v1;
    expect(faults({ events: [following(kept), kept] })).toEqual([
      'Happened.v1 is published beside Happened.v2: deprecate it with the successor Happened.v2.',
    ]);
  });

  it.each([
    ['another name', { name: 'Other' }, 'Other.v1'],
    ['another source', { source: 'pos.other' }, 'Happened.v1'],
    ['no lower version', { version: 2, id: 'same' }, 'Happened.v2'],
  ] as const)('do not fit if the older one has %s', (_, change, type) => {
    const older: EventDeclaration = { ...v1, ...change };
    expect(faults({ events: [following(older), older] })).toEqual([
      `Happened.v2 follows ${type}: give both the same name and source, and the newer one a higher version.`,
    ]);
  });

  it('let only the newest be emitted', () =>
    expect(
      faults({ consumers: [consumer({ id: 'emitting', summary: 'Emits.', on: [], emits: [v1], needs: [] })] }),
    ).toEqual(['emitting emits Happened.v1: emit the newest version, which is published as both.']));

  it('are both listed by a consumer that reads the newer one', () => {
    expect(faults({ consumers: [reading([v2])] })).toEqual([
      'reading reads a newer version of Happened.v1: list both until the older one is removed, because its queue may still hold the older one.',
    ]);
    expect(faults({ consumers: [reading([v2, v1])] })).toEqual([]);
    expect(faults({ consumers: [reading([v1])] })).toEqual([]);
  });

  it('are both listed by a consumer if outside producers may publish the event', () => {
    const newer = event({ ...v2, outsiders: true });
    expect(faults({ events: [newer, v1], consumers: [reading([v1])] })).toEqual([
      'reading does not read Happened.v2, which an outside producer may publish alone: list both versions.',
    ]);
    expect(faults({ events: [newer, v1], consumers: [reading([newer, v1])] })).toEqual([]);
  });
});
