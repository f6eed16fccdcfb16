import type { ProblemCode } from './problem.ts';
import type * as z from 'zod';
import type { Access } from './access.ts';
import type { EventDeclaration } from './event.ts';
import type { Need } from './needs.ts';
import type { Runtime } from './runtime.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A reply that is not JSON. */
export interface RawResponse {
  readonly contentType: 'text/html' | 'text/event-stream' | 'application/statuslist+jwt';
  readonly description: string;
}

/** Everything there is to know about a route except how it is done. */
export interface RouteDeclaration {
  /** Also the file's, the function's and the OpenAPI operation's name. */
  readonly id: string;
  readonly method: Method;
  /** OpenAPI path template; its names are the keys of `params`. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly responses: Readonly<Record<number, z.ZodType | RawResponse>>;
  /** Refusals of this route; those that any route can give are in `problemsOf`. */
  readonly problems: readonly ProblemCode[];
  readonly access: Access;
  readonly emits?: readonly EventDeclaration[];
  readonly needs: readonly Need[];
  /** Lambda by default; `container` moves it to the service behind the load balancer, with no other edit. */
  readonly host?: 'lambda' | 'container';
  readonly runtime?: Runtime;
  /** True for a POST that changes nothing, such as a query too long for a URL. */
  readonly safe?: boolean;
  /** How long anybody may keep the answer of a free GET, or of a free POST that changes nothing. */
  readonly cacheSeconds?: number;
  readonly bodyLimitBytes?: number;
  /** Its handler's own parser takes JSON of any depth and text of any bytes, and says of each part what is wrong with it. */
  readonly takesAnyJson?: true;
}

/** Names between braces of a path template. */
export type PathNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathNames<Rest>
  : never;

type ParamsFit<R extends RouteDeclaration> = [PathNames<R['path']>] extends [never]
  ? { readonly params?: never }
  : { readonly params: z.ZodObject<Record<PathNames<R['path']>, z.ZodType>> };

/** Declares a route; a path name without a parameter schema does not compile. */
export const route = <const R extends RouteDeclaration>(declaration: R & ParamsFit<R>): R => declaration;

export const DEFAULT_BODY_LIMIT_BYTES = 65_536;

/** True where the route changes something, and so honours `Idempotency-Key`. */
export const isWrite = (declaration: RouteDeclaration): boolean =>
  declaration.method !== 'GET' && declaration.safe !== true;

/** True where a repeated `Idempotency-Key` gets the first answer. */
export const keepsIdempotencyKeys = (declaration: RouteDeclaration): boolean =>
  isWrite(declaration) && declaration.needs.includes('database');

export const hostOf = (declaration: RouteDeclaration): 'lambda' | 'container' => declaration.host ?? 'lambda';

export const isRawResponse = (response: z.ZodType | RawResponse): response is RawResponse => 'contentType' in response;

/** Refusals that a route gives by what it declares, beside its own. */
const READING = ['request-invalid'] as const satisfies readonly ProblemCode[];
const BODY = [
  'request-malformed',
  'request-too-large',
  'media-type-unsupported',
] as const satisfies readonly ProblemCode[];
const TOKEN = ['token-missing', 'token-invalid', 'scope-missing'] as const satisfies readonly ProblemCode[];
const ONCE = ['idempotency-key-reused', 'idempotency-in-progress'] as const satisfies readonly ProblemCode[];
const OUTAGE = ['upstream-unavailable'] as const satisfies readonly ProblemCode[];
const ANY = [
  'rate-limited',
  'request-blocked',
  'time-ran-out',
  'internal-error',
] as const satisfies readonly ProblemCode[];

/** The same as a type, never less than `problemsOf` lists. */
export type ProblemCodeOf<R extends RouteDeclaration> =
  | R['problems'][number]
  | (typeof READING | typeof OUTAGE | typeof ANY)[number]
  | (R extends { readonly body: z.ZodType } ? (typeof BODY)[number] : never)
  | (R['access'] extends { readonly kind: 'scope' } ? (typeof TOKEN)[number] : never)
  | (R['method'] extends 'GET' ? never : (typeof ONCE)[number]);

/** Every refusal a caller of the route can see. */
export function problemsOf(declaration: RouteDeclaration): readonly ProblemCode[] {
  const reads = declaration.params ?? declaration.query ?? declaration.headers ?? declaration.body;
  return [
    ...new Set<ProblemCode>([
      ...declaration.problems,
      ...(reads === undefined ? [] : READING),
      ...(declaration.body === undefined ? [] : BODY),
      ...(declaration.access.kind === 'scope' ? TOKEN : []),
      ...(keepsIdempotencyKeys(declaration) ? ONCE : []),
      ...(declaration.needs.length === 0 ? [] : OUTAGE),
      ...ANY,
    ]),
  ];
}
