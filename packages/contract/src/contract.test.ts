import { describe, expect, it } from '@jest/globals';
import type { ConsumerDeclaration } from './consumer.ts';
import { CONSUMERS } from './consumers.ts';
import { CONTRACT, contractOf } from './contract.ts';
import { environmentOf } from './derive/environment.ts';
import { openApiOf } from './derive/open-api.ts';
import { wireSchema } from './derive/wire-schema.ts';
import { detailType } from './event.ts';
import { EVENTS } from './events.ts';
import { NEEDS } from './needs.ts';
import { operationIdOf, placesOf } from './places.ts';
import { PROBLEMS } from './problem.ts';
import { QueriedScore } from './reputation/schemas/score-query.ts';
import {
  isRawResponse,
  isRepeatable,
  isWrite,
  keepsIdempotencyKeys,
  problemsOf,
  type RouteDeclaration,
} from './route.ts';
import { ROUTES } from './routes.ts';
import { ChallengePurpose } from './schemas/challenge.ts';
import { SHARED_PROBLEMS } from './shared-problems.ts';
import type { SliceDeclaration } from './slice.ts';
import { SLICES } from './slices.ts';
import type { TaskDeclaration } from './task.ts';
import { TASKS } from './tasks.ts';

const routes: readonly (readonly [string, RouteDeclaration])[] = Object.entries(ROUTES);
const everyPlace = routes.flatMap(([, route]) => placesOf(route));
const document = openApiOf(SLICES, {
  serverUrl: 'https://api.example',
  tokenUrl: 'https://auth.example/oauth2/token',
  version: '1',
});
const operations = Object.values(document.paths).flatMap((path) => Object.values(path));

describe('the slices', () => {
  const slices: readonly SliceDeclaration[] = SLICES;

  it.each(['id', 'tag'] as const)('have each %s once', (member) => {
    const values = slices.map((slice) => slice[member]);
    expect(values.filter((value, index) => values.indexOf(value) !== index)).toEqual([]);
  });

  it('declare each problem once, and in the catalogue', () => {
    const codes = [SHARED_PROBLEMS, ...slices.map(({ problems = {} }) => problems)].flatMap(Object.keys);
    expect(codes.toSorted()).toEqual(Object.keys(PROBLEMS).toSorted());
  });

  it('refuse two declarations with the same id', () => {
    const [slice] = slices;
    if (slice === undefined) throw new Error('there is a slice');
    expect(() => contractOf([slice, slice])).toThrow(/The contract declares "[a-z-]+" twice: rename one of them\./);
  });
});

describe('the contract', () => {
  it.each([
    ['routes', ROUTES],
    ['events', EVENTS],
    ['consumers', CONSUMERS],
    ['tasks', TASKS],
  ] as const)('keys its %s by id', (kind, keyed) => {
    const ids = CONTRACT.slices.flatMap((slice): readonly { readonly id: string }[] => slice[kind] ?? []);
    expect(Object.keys(keyed).toSorted()).toEqual(ids.map(({ id }) => id).toSorted());
    expect(Object.entries(keyed).filter(([key, { id }]) => key !== id)).toEqual([]);
  });

  it('gives every problem a cure in whole sentences and a 4xx or 5xx status', () => {
    for (const [code, { status, title, cure }] of Object.entries(PROBLEMS)) {
      expect([code, status >= 400 && status < 600]).toEqual([code, true]);
      expect([code, title]).toEqual([code, expect.stringMatching(/^[A-Z].*[^.]$/)]);
      expect([code, cure]).toEqual([code, expect.stringMatching(/^[A-Z].*\.$/s)]);
    }
  });

  it('has at most one route for each method and path, aliases included', () => {
    const places = everyPlace.map(({ method, path }) => `${method} ${path.replaceAll(/\{[^}]+\}/g, '{}')}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('emits only events that are declared', () => {
    const declared: readonly unknown[] = Object.values(EVENTS);
    const emitters: readonly (RouteDeclaration | ConsumerDeclaration | TaskDeclaration)[] = [
      ...Object.values(ROUTES),
      ...Object.values(CONSUMERS),
      ...Object.values(TASKS),
    ];
    const emitted = emitters.flatMap((each) => each.emits ?? []);
    expect(emitted.filter((event) => !declared.includes(event))).toEqual([]);
  });

  it.each([
    ['agent-registered', 'register-agent'],
    ['capabilities-changed', 'put-capabilities'],
    ['rating-given', 'rate-settlement'],
    ['proof-verified', 'verify-proof'],
    ['settlement-confirmed', 'settle-payment'],
  ] as const)('declares that %s is emitted by %s', (id, routeId) => {
    expect(ROUTES[routeId].emits).toContain(EVENTS[id]);
  });

  // Producers and other consumers know these names: a change of one needs a new version beside the old one.
  it.each([
    ['pos.registry', 'AgentRegistered.v1'],
    ['pos.registry', 'CapabilitiesChanged.v1'],
    ['pos.arbiter', 'DisputeResolved.v1'],
    ['pos.reporter', 'JobReported.v1'],
    ['pos.oracle', 'PayerAttested.v1'],
    ['pos.oracle', 'WorkAttested.v1'],
    ['pos.reputation', 'RatingGiven.v1'],
    ['pos.reputation', 'ReputationChanged.v1'],
    ['pos.x402', 'SettlementConfirmed.v1'],
    ['pos.x402', 'SettlementReversed.v1'],
    ['pos.zk-verify', 'ProofVerified.v1'],
  ])('publishes from %s the event %s', (source, type) => {
    const published = Object.values(EVENTS).map((each) => [each.source, detailType(each)]);
    expect(published).toContainEqual([source, type]);
  });

  it('marks the former name of the job value as deprecated', () => {
    const { properties } = wireSchema(QueriedScore) as { readonly properties: Record<string, object> };
    expect(properties['ticket']).toMatchObject({ deprecated: true });
    expect(properties['jobValue']).not.toHaveProperty('deprecated');
  });

  it('names the credential to which an idempotency key belongs, on every open write', () => {
    const open = routes.filter(([, route]) => isWrite(route) && route.access.kind === 'open');
    expect(open.length).toBeGreaterThan(0);
    for (const [id, { body, idempotencyOwner = '' }] of open) {
      const schema = body === undefined ? {} : wireSchema(body);
      const member = idempotencyOwner
        .split('/')
        .slice(1)
        .reduce<object | undefined>(
          (at, name) => (at as { properties?: Record<string, object> } | undefined)?.properties?.[name],
          schema,
        );
      expect([id, idempotencyOwner, member]).toEqual([id, expect.stringMatching(/^\/./), expect.any(Object)]);
    }
  });

  it('shows a revision in every body of a route that declares it', () => {
    const bodies = routes.flatMap(([id, { revised, responses }]) =>
      revised === true ? Object.values(responses).map((response) => [id, response] as const) : [],
    );
    expect(bodies.length).toBeGreaterThan(0);
    for (const [id, response] of bodies)
      expect([id, isRawResponse(response) ? {} : wireSchema(response)]).toEqual([
        id,
        expect.objectContaining({ required: expect.arrayContaining(['revision']) }),
      ]);
  });

  it('keeps every route within the gateway’s 29 seconds', () => {
    expect(routes.filter(([, route]) => (route.runtime?.timeoutSeconds ?? 0) > 28)).toEqual([]);
  });

  it('declares each environment variable in only one need', () => {
    const names = Object.values(NEEDS).flatMap((need) => Object.keys(need.environment.shape));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('openApiOf', () => {
  it('has one operation for each path of a route', () =>
    expect(operations.map((each) => each.operationId).toSorted()).toEqual(everyPlace.map(operationIdOf).toSorted()));

  it('states the access of every operation', () => {
    for (const operation of operations) {
      const secured = (operation.security as unknown[]).length > 0;
      expect(secured !== (typeof operation['x-open-because'] === 'string')).toBe(true);
    }
  });

  it('names every path parameter', () => {
    for (const [path, byMethod] of Object.entries(document.paths)) {
      const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
      for (const operation of Object.values(byMethod)) {
        const parameters = operation.parameters as { name: string; in: string }[];
        const declared = parameters.filter((each) => each.in === 'path');
        expect(declared.map((each) => each.name).toSorted()).toEqual(names.toSorted());
      }
    }
  });

  it('survives JSON unchanged, so that every gateway reads the same', () =>
    expect(JSON.parse(JSON.stringify(document))).toEqual(document));

  it('writes amounts as decimal strings', () => {
    const schemas = document.components['schemas'] as Readonly<Record<string, { readonly properties: object }>>;
    expect(schemas['AtomicAmount']).toMatchObject({ type: 'string', pattern: String.raw`^(?:0|[1-9]\d{0,19})$` });
    expect(schemas['PaymentRequirements']?.properties).toMatchObject({
      amount: { $ref: '#/components/schemas/AtomicAmount' },
    });
  });

  it('offers Idempotency-Key exactly on writes that can keep it', () => {
    for (const [id, route] of routes) {
      const operation = operations.find((each) => each.operationId === id);
      const parameters = (operation?.parameters ?? []) as { name: string }[];
      const offered = parameters.some((each) => each.name === 'Idempotency-Key');
      expect([id, offered]).toEqual([id, keepsIdempotencyKeys(route)]);
    }
  });
});

describe('problemsOf', () => {
  it('adds the token problems if and only if the route requires a scope', () => {
    for (const [id, route] of routes) {
      expect([id, problemsOf(route).includes('token-missing')]).toEqual([id, route.access.kind !== 'open']);
    }
  });
});

describe('a route whose body has a control proof', () => {
  const proved = routes.filter(([, { body }]) => {
    const { properties = {} } = (body === undefined ? {} : wireSchema(body)) as { properties?: Record<string, object> };
    return JSON.stringify(properties['proof'] ?? {}).includes('challengeId');
  });

  it('declares the purpose of the challenge, and no other route does', () => {
    const declaring = routes.filter(([, each]) => each.challenge !== undefined || each.standingChallenge !== undefined);
    expect(proved.map(([id]) => id)).toEqual(declaring.map(([id]) => id));
    expect(new Set(proved.map(([, each]) => each.challenge ?? each.standingChallenge))).toEqual(
      new Set(ChallengePurpose.options),
    );
  });

  it('lets a challenge be presented more than once only for a read, and by a purpose of its own', () => {
    const consumed = proved.flatMap(([, { challenge }]) => challenge ?? []);
    const standing = proved.filter(([, { standingChallenge }]) => standingChallenge !== undefined);
    expect(standing.length).toBeGreaterThan(0);
    for (const [id, route] of standing)
      expect([id, isWrite(route), consumed.some((purpose) => purpose === route.standingChallenge)]).toEqual([
        id,
        false,
        false,
      ]);
  });

  it('may be repeated, and refuses a challenge that is not its own', () => {
    for (const [id, route] of proved)
      expect([id, isRepeatable(route), route.problems.includes('challenge-unknown')]).toEqual([id, true, true]);
  });
});

describe('environmentOf', () => {
  it('requires no variable that the needs do not declare', () =>
    expect(Object.keys(environmentOf([]).shape).toSorted()).toEqual(['LOG_LEVEL', 'PUBLIC_URL', 'STAGE']));

  it('refuses a secret in the environment itself', () => {
    const schema = environmentOf(['facilitatorKey']);
    const base = { STAGE: 'dev', PUBLIC_URL: 'https://api.example' };
    expect(schema.safeParse({ ...base, FACILITATOR_KEY: '[1,2,3]' }).success).toBe(false);
    expect(schema.safeParse({ ...base, FACILITATOR_KEY: 'arn:aws:secretsmanager:eu-west-1:1:secret:x' }).success).toBe(
      true,
    );
  });
});
