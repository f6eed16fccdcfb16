import type { Contract } from '../contract.ts';
import { NOTICE_DAYS, type Deprecation } from '../deprecation.ts';
import { detailType } from '../event.ts';
import { placesOf } from '../places.ts';
import { deprecatedPlaces, deprecationsWithin, placeName } from './deprecated-places.ts';

const DAY_MS = 86_400_000;

interface Announced {
  readonly name: string;
  readonly deprecation: Deprecation;
  /** What `successor` may be. */
  readonly choices: readonly string[];
}

/** Every deprecation that a contract declares. */
function announced({ routes, events }: Contract): readonly Announced[] {
  const paths = Object.values(routes)
    .flatMap(placesOf)
    .map(({ path }) => path);
  const types = Object.values(events).map(detailType);
  const whole = ({ id, deprecated }: { readonly id: string; readonly deprecated?: Deprecation }, choices: string[]) =>
    deprecated === undefined ? [] : [{ name: id, deprecation: deprecated, choices }];
  return [
    ...Object.values(routes).flatMap((route) => [...whole(route, paths), ...deprecationsWithin(route)]),
    ...Object.values(events).flatMap((event) => [
      ...whole(event, types),
      ...deprecatedPlaces(event.detail).map((place) => ({ ...place, name: `${event.id}.${placeName(place)}` })),
    ]),
  ];
}

/**
 * Returns a sentence for each faulty deprecation. A fault is a date that does not exist, a sunset that is today or past,
 * a notice period that is too short, or a successor that is not declared.
 */
export const deprecationFaults = (contract: Contract, today: Date): readonly string[] =>
  announced(contract).flatMap(({ name, deprecation: { since, sunset, successor }, choices }) => {
    const [from, until] = [Date.parse(since), Date.parse(sunset)];
    if (Number.isNaN(from) || Number.isNaN(until)) return [`${name}: write since and sunset as YYYY-MM-DD.`];
    return [
      ...(until <= today.getTime()
        ? [`${name}: the sunset ${sunset} has come. Remove the name, or announce a later sunset.`]
        : []),
      ...(until - from < NOTICE_DAYS * DAY_MS
        ? [`${name}: the sunset ${sunset} is less than ${NOTICE_DAYS} days after ${since}. Choose a later sunset.`]
        : []),
      ...(successor === undefined || choices.includes(successor)
        ? []
        : [`${name}: the successor ${successor} is not one of ${choices.join(', ')}. Name one of them.`]),
    ];
  });
