import type { ProblemCode } from './problem.ts';
import type * as z from 'zod';
import type { Access } from './access.ts';
import type { Deprecation } from './deprecation.ts';
import type { EventDeclaration } from './event.ts';
import type { Need } from './needs.ts';
import type { Runtime } from './runtime.ts';
import type { ChallengePurpose } from './schemas/challenge.ts';

/** The methods of declared routes. HEAD and OPTIONS follow from them. */
export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

/** A body is JSON, or a JSON merge patch (RFC 7396). */
export type BodyType = 'application/json' | 'application/merge-patch+json';

/** A reply that the handler returns as text. It is a format other than JSON, or JSON under another media type. */
export interface RawResponse {
  readonly contentType:
    | 'text/html'
    | 'text/event-stream'
    | 'application/statuslist+jwt'
    | 'application/linkset+json'
    | 'application/x-ndjson';
  readonly description: string;
}

/** A route without its implementation. */
export interface RouteDeclaration {
  /** The implementing file, the function and the OpenAPI operation have the same name. */
  readonly id: string;
  readonly method: Method;
  /** OpenAPI path template. The names between braces are the keys of `params`. */
  readonly path: `/${string}`;
  /**
   * Other paths of the same route. `placesOf` derives the operation of each. A path may name a query parameter, which is
   * then a part of the path.
   */
  readonly aliases?: readonly `/${string}`[];
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Media type of the body. Default: `application/json`. */
  readonly bodyType?: BodyType;
  readonly responses: Readonly<Record<number, z.ZodType | RawResponse>>;
  /**
   * Set if the JSON of the route is also available as a page, which clients get that prefer `text/html`. The text
   * describes the page.
   */
  readonly page?: string;
  /** Problems that the implementation returns. `problemsOf` adds the problems of the request middleware. */
  readonly problems: readonly ProblemCode[];
  readonly access: Access;
  /**
   * The purpose of the challenge that the control proof of the body (`proof`) signs. The challenge is the idempotency key
   * of the route. The same request of the same client gets the first answer again, and another request with the same
   * challenge is refused.
   */
  readonly challenge?: ChallengePurpose;
  /**
   * The purpose of the challenge that the control proof of a read signs. The challenge is not consumed. Any number of
   * requests may present it until it expires. Only a safe route may declare it.
   */
  readonly standingChallenge?: ChallengePurpose;
  /** Lets answers hold fields for subjects. The reason says how the route knows that its caller is a subject. */
  readonly discloses?: { readonly to: 'subject'; readonly because: string };
  readonly emits?: readonly EventDeclaration[];
  readonly needs: readonly Need[];
  /** Default `lambda`. `container` moves the route to the service behind the load balancer without any other edit. */
  readonly host?: 'lambda' | 'container';
  readonly runtime?: Runtime;
  /** True for a POST that changes nothing, such as a query that is too long for a URL. */
  readonly safe?: boolean;
  /** How long a cache may keep the response of an open GET, or of an open POST that changes nothing. */
  readonly cacheSeconds?: number;
  /** Default `DEFAULT_BODY_LIMIT_BYTES`. */
  readonly bodyLimitBytes?: number;
  /** True if every successful body has a member `revision`. The entity tag then begins with the revision. */
  readonly revised?: true;
  /**
   * JSON pointer (RFC 6901) to the member of the body that is the credential of an open write, such as a signature.
   * Idempotency keys belong to the value of this member. On other routes they belong to the client of the access token.
   */
  readonly idempotencyOwner?: `/${string}`;
  /**
   * If true, the middleware checks neither the nesting depth nor the characters of the body. The handler parses the
   * body and reports each invalid part.
   */
  readonly takesAnyJson?: true;
  /** Announces the removal of the route. `successor` is the path of the route to use instead. */
  readonly deprecated?: Deprecation;
}

/** The names between braces in a path template. */
export type PathNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathNames<Rest>
  : never;

type ParamsFit<R extends RouteDeclaration> = [PathNames<R['path']>] extends [never]
  ? { readonly params?: never }
  : { readonly params: z.ZodObject<Record<PathNames<R['path']>, z.ZodType>> };

/** Declares a route. A path name without a parameter schema does not compile. */
export const route = <const R extends RouteDeclaration>(declaration: R & ParamsFit<R>): R => declaration;

export const DEFAULT_BODY_LIMIT_BYTES = 65_536;

/** True if the route changes state. */
export const isWrite = (declaration: RouteDeclaration): boolean =>
  declaration.method !== 'GET' && declaration.safe !== true;

/** Hours for which the response of a write is kept for repetitions with the same `Idempotency-Key`. */
export const IDEMPOTENCY_KEY_HOURS = 24;

/**
 * True if a request with a repeated `Idempotency-Key` gets the first response. A key needs an owner, so that no caller
 * reads or blocks the key of another. The challenge of a control proof is a key already, so a route that uses one ignores
 * the header.
 */
export const keepsIdempotencyKeys = (declaration: RouteDeclaration): boolean =>
  isWrite(declaration) &&
  declaration.needs.includes('database') &&
  declaration.challenge === undefined &&
  (declaration.access.kind !== 'open' || declaration.idempotencyOwner !== undefined);

/** True if a request may be sent again after its answer was lost, because no repetition has a second effect. */
export const isRepeatable = (declaration: RouteDeclaration): boolean =>
  !isWrite(declaration) || keepsIdempotencyKeys(declaration) || declaration.challenge !== undefined;

/** True if the route requires an API key, whose requests a usage plan counts. */
export const isMetered = ({ access }: RouteDeclaration): boolean => access.kind === 'metered';

export const bodyTypeOf = ({ bodyType = 'application/json' }: RouteDeclaration): BodyType => bodyType;

/** True if a client may send If-Match or If-None-Match to change a resource under a condition. */
export const mayBeConditional = ({ method }: RouteDeclaration): boolean =>
  method === 'PUT' || method === 'PATCH' || method === 'DELETE';

/** The methods that a route serves. A GET route also serves HEAD, with the headers of GET and no body. */
export const servedMethods = ({ method }: RouteDeclaration): readonly (Method | 'HEAD')[] =>
  method === 'GET' ? ['GET', 'HEAD'] : [method];

/** The methods of the Allow header for the routes of one path. */
export const allowedMethods = (declarations: readonly RouteDeclaration[]): readonly string[] => [
  ...declarations.flatMap(servedMethods),
  'OPTIONS',
];

export const hostOf = (declaration: RouteDeclaration): 'lambda' | 'container' => declaration.host ?? 'lambda';

export const isRawResponse = (response: z.ZodType | RawResponse): response is RawResponse => 'contentType' in response;

/** Problems that the request middleware returns, one list for each member of the declaration that causes them. */
const READING = ['request-invalid'] as const satisfies readonly ProblemCode[];
const BODY = [
  'request-malformed',
  'request-too-large',
  'media-type-unsupported',
] as const satisfies readonly ProblemCode[];
const TOKEN = ['token-missing', 'token-invalid', 'scope-missing'] as const satisfies readonly ProblemCode[];
const API_KEY = ['api-key-invalid'] as const satisfies readonly ProblemCode[];
const ONCE = ['idempotency-key-reused', 'idempotency-in-progress'] as const satisfies readonly ProblemCode[];
const CONDITION = ['precondition-failed'] as const satisfies readonly ProblemCode[];
const OUTAGE = ['upstream-unavailable'] as const satisfies readonly ProblemCode[];
const ANY = [
  'rate-limited',
  'request-blocked',
  'time-ran-out',
  'internal-error',
] as const satisfies readonly ProblemCode[];

/** The codes of `problemsOf` as a type, which may be wider than the list but never narrower. */
export type ProblemCodeOf<R extends RouteDeclaration> =
  | R['problems'][number]
  | (typeof READING | typeof OUTAGE | typeof ANY)[number]
  | (R extends { readonly body: z.ZodType } ? (typeof BODY)[number] : never)
  | (R['access'] extends { readonly kind: 'open' } ? never : (typeof TOKEN)[number])
  | (R['access'] extends { readonly kind: 'metered' } ? (typeof API_KEY)[number] : never)
  | (R['method'] extends 'PUT' | 'PATCH' | 'DELETE' ? (typeof CONDITION)[number] : never)
  | (R['method'] extends 'GET' ? never : (typeof ONCE)[number]);

/** Every problem that a caller of the route can receive. */
export function problemsOf(declaration: RouteDeclaration): readonly ProblemCode[] {
  const reads = declaration.params ?? declaration.query ?? declaration.headers ?? declaration.body;
  return [
    ...new Set<ProblemCode>([
      ...declaration.problems,
      ...(reads === undefined ? [] : READING),
      ...(declaration.body === undefined ? [] : BODY),
      ...(declaration.access.kind === 'open' ? [] : TOKEN),
      ...(isMetered(declaration) ? API_KEY : []),
      ...(mayBeConditional(declaration) ? CONDITION : []),
      ...(keepsIdempotencyKeys(declaration) ? ONCE : []),
      ...(declaration.needs.length === 0 ? [] : OUTAGE),
      ...ANY,
    ]),
  ];
}
