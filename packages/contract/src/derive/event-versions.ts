import type { Contract } from '../contract.ts';
import { detailType, type EventDeclaration } from '../event.ts';

/** An event and the versions before it that are still published, newest first. */
export const publishedVersions = (event: EventDeclaration): readonly EventDeclaration[] =>
  event.previous === undefined ? [event] : [event, ...publishedVersions(event.previous.declaration)];

function faultsOfPrevious(newer: EventDeclaration, events: readonly EventDeclaration[]): readonly string[] {
  const older = newer.previous?.declaration;
  if (older === undefined) return [];
  const type = detailType(newer);
  return [
    ...(older.name === newer.name && older.source === newer.source && older.version < newer.version
      ? []
      : [
          `${type} follows ${detailType(older)}: give both the same name and source, and the newer one a higher version.`,
        ]),
    ...(older.deprecated?.successor === type
      ? []
      : [`${detailType(older)} is published beside ${type}: deprecate it with the successor ${type}.`]),
    ...(events.includes(older)
      ? []
      : [`${detailType(older)} is published beside ${type}: list it in the \`events\` of its slice too.`]),
  ];
}

/**
 * One sentence for each event whose versions do not fit together, for each emitter that names an older version, and for
 * each consumer that would lose occurrences when it moves to a newer version.
 */
export function versionFaults({ events, consumers, routes, tasks }: Omit<Contract, 'slices'>): readonly string[] {
  const all = Object.values(events);
  const replaced = new Set(all.flatMap(({ previous }) => (previous === undefined ? [] : [previous.declaration])));
  const emitters = [...Object.values(routes), ...Object.values(consumers), ...Object.values(tasks)];
  return [
    ...all.flatMap((event) => faultsOfPrevious(event, all)),
    ...emitters.flatMap(({ id, emits = [] }) =>
      emits
        .filter((event) => replaced.has(event))
        .map((event) => `${id} emits ${detailType(event)}: emit the newest version, which is published as both.`),
    ),
    ...Object.values(consumers).flatMap(({ id, on }) =>
      all
        .filter(
          ({ previous, outsiders }) =>
            previous !== undefined && outsiders === true && on.includes(previous.declaration),
        )
        .filter((newer) => !on.includes(newer))
        .map(
          (newer) =>
            `${id} does not read ${detailType(newer)}, which an outside producer may publish alone: list both versions.`,
        ),
    ),
    ...Object.values(consumers).flatMap(({ id, on }) =>
      on
        .flatMap((event) => publishedVersions(event).slice(1))
        .filter((older) => !on.includes(older))
        .map(
          (older) =>
            `${id} reads a newer version of ${detailType(older)}: list both until the older one is removed, because its queue may still hold the older one.`,
        ),
    ),
  ];
}
