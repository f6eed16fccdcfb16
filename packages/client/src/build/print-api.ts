import { deprecationText } from '@pos/contract/deprecation.ts';
import { detailType, type EventDeclaration } from '@pos/contract/event.ts';
import { EVENTS } from '@pos/contract/events.ts';
import { CredentialVerdict } from '@pos/contract/issuer/schemas/credential.ts';
import { isRawResponse, problemsOf, type RouteDeclaration } from '@pos/contract/route.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import { publicFields } from '@pos/contract/visibility.ts';
import type * as z from 'zod';
import { callableRoute } from '../derive/callable-route.ts';
import { describe, type Described, type Member } from '../derive/describe.ts';
import { methodName } from '../domain/method-name.ts';
import { comment, TypePrinter } from './print-type.ts';

interface Printers {
  readonly request: TypePrinter;
  readonly answer: TypePrinter;
}

/** Codes that the gateway returns if the registry is older or newer than this client. */
const GATEWAY_CODES = ['route-unknown', 'method-not-allowed'] as const;

const HEADER: Member = { optional: true, of: { kind: 'string' } };

/** A part of a request. It may be omitted if all its members may be omitted. */
function part(name: string, described: Described): [string, Member] {
  const optional = described.kind === 'object' && Object.values(described.members).every((member) => member.optional);
  return [name, { of: described, optional: optional && name !== 'params' }];
}

function requestOf(route: RouteDeclaration): Readonly<Record<string, Member>> {
  const given = (name: 'params' | 'query' | 'body'): [string, Member][] => {
    const schema: z.ZodType | undefined = route[name];
    return schema === undefined ? [] : [part(name, describe(schema, 'request'))];
  };
  return Object.fromEntries([...given('params'), ...given('query'), ...given('body')]);
}

/** Headers that the route declares, and any others. */
function headersOf({ headers }: RouteDeclaration, { request }: Printers): readonly string[] {
  if (headers === undefined) return [];
  const described = describe(headers, 'request');
  const members = described.kind === 'object' ? described.members : {};
  const all = request.members({ ...members }, [`readonly [name: string]: ${request.print(HEADER.of)} | undefined`]);
  return [`readonly headers?: ${all} | undefined`];
}

const typeName = (route: RouteDeclaration): string => {
  const name = methodName(route.id);
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
};

/** Name of the one list of a page. */
function itemOf(route: RouteDeclaration): string {
  const [page] = Object.values(route.responses);
  if (page === undefined || isRawResponse(page)) return 'never';
  const described = describe(page, 'answer');
  const members = described.kind === 'object' ? Object.entries(described.members) : [];
  const list = members.find(([, { of }]) => of.kind === 'array')?.[0];
  return `${typeName(route)}Answer['${list}'][number]`;
}

const deprecationOf = ({ deprecated }: RouteDeclaration | EventDeclaration): readonly string[] =>
  deprecated === undefined ? [] : ['', `@deprecated ${deprecationText(deprecated)}`];

function methodOf(route: RouteDeclaration): string {
  const { form } = callableRoute(route);
  const name = typeName(route);
  const omitted = Object.values(requestOf(route)).every(({ optional }) => optional);
  const argument = `request${omitted ? '?' : ''}: ${name}Request`;
  const note = comment(
    `${route.summary}.`,
    ...(route.description === undefined ? [] : ['', route.description]),
    '',
    `\`${route.method} ${route.path}\``,
    ...deprecationOf(route),
  );
  if (form === 'feed') return `${note}${methodName(route.id)}(${argument}): AsyncIterable<FeedEvent>;\n`;
  const call = `(${argument}): Promise<${name}Result>`;
  if (form === 'call') return `${note}${methodName(route.id)}${call};\n`;
  const each = comment('Iterates over the items of all pages. Fetches a page when its first item is read.');
  return `${note}readonly ${methodName(route.id)}: {\n${call};\n${each}each(${argument}): AsyncIterable<${itemOf(route)}>;\n};\n`;
}

function successOf(route: RouteDeclaration, printers: Printers): readonly [string, string] {
  const statuses = Object.entries(route.responses).map(([status, response]) => [
    status,
    isRawResponse(response) ? 'string' : printers.answer.print(describe(response, 'answer')),
  ]);
  const name = typeName(route);
  const answers = [...new Set(statuses.map(([, type]) => type))].join(' | ');
  return statuses.length === 1
    ? [answers, `Success<${statuses[0]?.[0]}, ${name}Answer>`]
    : [answers, statuses.map(([status, type]) => `Success<${status}, ${type}>`).join(' | ')];
}

/** Types of one route: its request, its answer, its refusals and its result. */
function typesOf(route: RouteDeclaration, printers: Printers): string {
  const name = typeName(route);
  const { form } = callableRoute(route);
  const members = printers.request.members(requestOf(route), headersOf(route, printers));
  const request = `export interface ${name}Request extends ${form === 'feed' ? 'ListenOptions' : 'CallOptions'} ${members}\n`;
  if (form === 'feed') return request;
  const [answer, success] = successOf(route, printers);
  const codes = [...problemsOf(route), ...GATEWAY_CODES].map((code) => `'${code}'`);
  return [
    request,
    `export type ${name}Answer = ${answer};\n`,
    `export type ${name}Refusal = ${[...new Set(codes)].join(' | ')};\n`,
    `export type ${name}Result = ${success} | Refused<${name}Refusal>;\n`,
  ].join('');
}

const eventOf = (event: EventDeclaration, { answer }: Printers): string =>
  `${comment(event.summary, ...deprecationOf(event))}export type ${event.name}V${event.version} = KnownEvent<'${detailType(event)}', ${answer.print(describe(publicFields(event.detail), 'answer'))}>;\n`;

/** The text of `api.ts` of the published client: one flat interface per route, which TypeScript checks in little time. */
export function printApi(): string {
  const routes: readonly RouteDeclaration[] = Object.values(ROUTES);
  const events: readonly EventDeclaration[] = Object.values(EVENTS);
  const printers: Printers = {
    request: new TypePrinter('request', { open: false }),
    answer: new TypePrinter('answer', { open: true }),
  };
  const verdict = new TypePrinter('answer', { open: false });
  const types = routes.map((route) => typesOf(route, printers)).join('\n');
  const eventTypes = events.map((event) => eventOf(event, printers)).join('\n');
  const eventNames = events.map(({ name, version }) => `${name}V${version}`);
  return [
    "import type { CallOptions, ListenOptions } from './call-options.ts';",
    "import type { KnownEvent, UnknownEvent, UnreadableEvent, Unlisted } from './feed-event.ts';",
    "import type { Open } from './refusal.ts';",
    "import type { Refused, Success } from './result.ts';",
    '',
    types,
    eventTypes,
    printers.request.declarations(),
    printers.answer.declarations(),
    `${comment('The verdict of this machine on a work-history credential.')}export type WorkHistoryVerdict = ${verdict.print(describe(CredentialVerdict, 'answer'))};\n`,
    `${comment('An event of the feed. Branch on `type`.')}export type FeedEvent = ${[...eventNames, 'UnknownEvent', 'UnreadableEvent'].join(' | ')};\n`,
    `${comment('The registry’s routes as methods.')}export interface RegistryClient {\n${routes.map(methodOf).join('')}}\n`,
  ].join('\n');
}
