import { deprecationText, type Deprecation, type IsoDate } from '../deprecation.ts';
import { namesIn } from '../places.ts';
import type { RouteDeclaration } from '../route.ts';
import {
  deprecationsWithin,
  type DeprecatedPlace,
  type RouteDeprecation,
  type RoutePart,
} from './deprecated-places.ts';

/** A request as it was sent, before its schemas decode it. */
export interface SentParts {
  /** Percent-encoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

const timeOf = (date: IsoDate): number => Date.parse(`${date}T00:00:00.000Z`);

/** The values at a path. The list is empty if a member is absent. */
function valuesAt(value: unknown, path: readonly string[]): readonly unknown[] {
  const [name, ...rest] = path;
  if (name === undefined) return value === undefined ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  if (name === '*') return Object.values(value).flatMap((each) => valuesAt(each, rest));
  return Object.hasOwn(value, name) ? valuesAt((value as Record<string, unknown>)[name], rest) : [];
}

const occursIn = (sent: unknown, { path, value }: DeprecatedPlace): boolean =>
  valuesAt(sent, path).some((each) => value === undefined || each === value);

/** Fills the names of a path template from the request. Returns `undefined` if the request lacks one of them. */
function filled(template: string, { path, query }: SentParts): string | undefined {
  const missing = namesIn(template).some((name) => path[name] === undefined && query[name] === undefined);
  return missing
    ? undefined
    : template.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => path[name] ?? encodeURIComponent(query[name] ?? ''));
}

/** A quoted string of RFC 9110, which may contain printable ASCII only. */
const quoted = (text: string): string =>
  `"${text.replaceAll(/[^\x20-\x7e]/g, '?').replaceAll(/["\\]/g, (special) => `\\${special}`)}"`;

const partName: Readonly<Record<RoutePart, string>> = {
  path: 'path parameter',
  query: 'query parameter',
  headers: 'header',
  body: 'body member',
  answer: 'answer member',
};

const titleOf = ({ part, path, value, deprecation }: RouteDeprecation): string =>
  `${value === undefined ? 'The' : `The value ${value} of the`} ${partName[part]} ${path.join('.')}: ${deprecationText(deprecation)}`;

/**
 * Computes the headers that announce a removal: `Deprecation` (RFC 9745), `Sunset` (RFC 8594), and `Link` to the
 * documentation of each deprecated name and to the route's successor. The result has no header if the request used
 * nothing deprecated. Deprecated members of answers are not announced here, because every caller gets them.
 */
export function deprecationNotice(
  route: RouteDeclaration,
): ((sent: SentParts, publicUrl: string) => Readonly<Record<string, string>>) | undefined {
  const { deprecated } = route;
  const within = deprecationsWithin(route).filter(({ part }) => part !== 'answer');
  if (deprecated === undefined && within.length === 0) return undefined;
  return (sent, publicUrl) => {
    const used = within.filter((each) => each.part !== 'answer' && occursIn(sent[each.part], each));
    const all: readonly Deprecation[] = [
      ...(deprecated === undefined ? [] : [deprecated]),
      ...used.map(({ deprecation }) => deprecation),
    ];
    if (all.length === 0) return {};
    const pageOf = (anchor: string, title: string): string =>
      `<${publicUrl}/docs#${encodeURIComponent(anchor)}>; rel="deprecation"; type="text/html"; title=${quoted(title)}`;
    const successor = deprecated?.successor === undefined ? undefined : filled(deprecated.successor, sent);
    const links = [
      ...(deprecated === undefined ? [] : [pageOf(route.id, `The route ${route.id}: ${deprecationText(deprecated)}`)]),
      ...used.map((each) => pageOf(each.name, titleOf(each))),
      ...(successor === undefined ? [] : [`<${publicUrl}${successor}>; rel="successor-version"`]),
    ];
    return {
      deprecation: `@${Math.min(...all.map(({ since }) => timeOf(since))) / 1_000}`,
      sunset: new Date(Math.min(...all.map(({ sunset }) => timeOf(sunset)))).toUTCString(),
      link: links.join(', '),
    };
  };
}
