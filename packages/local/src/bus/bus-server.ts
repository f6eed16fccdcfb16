import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '@pos/functions/http/proxy-event.ts';
import type { Clock } from '@pos/vocabulary/clock.ts';
import type { Result } from '@pos/vocabulary/result.ts';
import { serve, type RunningServer } from '../http-server.ts';
import type { Archive } from './archive.ts';
import { checkRequest, eventOf, PutEventsRequest, type BusEvent, type EntryRefusal } from './put-events.ts';
import type { Queues } from './queues.ts';
import { BUSES, consumersOf, TARGETS } from './rules.ts';

export interface BusServerOptions {
  readonly port: number;
  readonly queues: Pick<Queues, 'send'>;
  readonly archive: Pick<Archive, 'keep'>;
  readonly clock: Clock;
  readonly onFault: (message: string) => void;
}

/** A response of the AWS JSON 1.1 protocol. An error has its name in `__type`. */
interface Answer {
  readonly status: number;
  readonly body: object;
}

const failure = (status: number, type: string, message: string): Answer => ({
  status,
  body: { __type: type, message },
});

const ARN = (kind: string) => `arn:aws:events:us-east-1:000000000000:${kind}`;
const busOf = (name: string) => ({ Name: name, Arn: ARN(`event-bus/${name}`) });

const MOST_BYTES = 2 * 1024 * 1024;

/**
 * Serves EventBridge's protocol on one port: PutEvents, and the operations that list buses and rules. Any credentials
 * are accepted, because the local bus does not check the signatures of the SDKs.
 */
export async function startBusServer(options: BusServerOptions): Promise<RunningServer> {
  const operations: Readonly<Record<string, (input: unknown) => Promise<Answer>>> = {
    PutEvents: (input) => putEvents(input, options),
    ListEventBuses: async () => ({ status: 200, body: { EventBuses: BUSES.map(busOf) } }),
    DescribeEventBus: async (input) => {
      const name = nameIn(input, 'Name') ?? 'default';
      return isBus(name)
        ? { status: 200, body: busOf(name) }
        : failure(400, 'ResourceNotFoundException', `Event bus ${name} does not exist.`);
    },
    ListRules: async (input) => {
      const name = nameIn(input, 'EventBusName') ?? 'default';
      return isBus(name)
        ? { status: 200, body: { Rules: rulesOf(name) } }
        : failure(400, 'ResourceNotFoundException', `Event bus ${name} does not exist.`);
    },
  };
  return serve('EventBridge', options.port, (request, response) => {
    answer(request, operations).then(
      (result) => send(response, result),
      (error: unknown) => {
        options.onFault(`EventBridge: ${error instanceof Error ? error.message : String(error)}`);
        send(response, failure(500, 'InternalException', 'The local bus could not keep the events.'));
      },
    );
  });
}

const isBus = (name: string): boolean => BUSES.some((bus) => bus === name);

const nameIn = (input: unknown, member: string): string | undefined => {
  const value: unknown =
    typeof input === 'object' && input !== null ? (input as Record<string, unknown>)[member] : undefined;
  return typeof value === 'string' ? value.split('/').at(-1) : undefined;
};

const rulesOf = (bus: string): readonly object[] =>
  TARGETS.map(({ consumer, pattern, declaration }) => ({
    Name: consumer,
    Arn: ARN(`rule/${bus}/${consumer}`),
    EventPattern: JSON.stringify(pattern),
    State: 'ENABLED',
    Description: declaration.summary,
    EventBusName: bus,
  }));

async function answer(
  request: IncomingMessage,
  operations: Readonly<Record<string, (input: unknown) => Promise<Answer>>>,
): Promise<Answer> {
  const target = request.headers['x-amz-target'];
  const [service, name = ''] = typeof target === 'string' ? target.split('.') : [];
  const operation = service === 'AWSEvents' && Object.hasOwn(operations, name) ? operations[name] : undefined;
  const body = await readBody(request, MOST_BYTES);
  if (body === undefined) return failure(413, 'RequestEntityTooLargeException', 'The request is too large.');
  if (request.method !== 'POST' || operation === undefined) {
    return failure(400, 'UnknownOperationException', `The local bus knows ${Object.keys(operations).join(', ')}.`);
  }
  try {
    return await operation(body.byteLength === 0 ? {} : JSON.parse(body.toString('utf8')));
  } catch (error) {
    if (error instanceof SyntaxError) return failure(400, 'SerializationException', 'The request is not JSON.');
    throw error;
  }
}

async function putEvents(input: unknown, { queues, archive, clock }: BusServerOptions): Promise<Answer> {
  const parsed = PutEventsRequest.safeParse(input);
  if (!parsed.success)
    return failure(
      400,
      'SerializationException',
      parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    );
  const { Entries: entries } = parsed.data;
  const checked = checkRequest(entries);
  if (!checked.ok) return failure(400, checked.error.type, checked.error.message);
  const decided = entries.map((entry) => eventOf(entry, { buses: BUSES, id: randomUUID(), now: clock.now() }));
  const taken = decided.flatMap((each) => (each.ok ? [each.value.event] : []));
  await keep(taken, { queues, archive });
  return {
    status: 200,
    body: { FailedEntryCount: decided.filter(({ ok }) => !ok).length, Entries: decided.map(entryAnswer) },
  };
}

/** Writes events to the archive and the queues before the response is sent. */
async function keep(
  events: readonly BusEvent[],
  { queues, archive }: Pick<BusServerOptions, 'queues' | 'archive'>,
): Promise<void> {
  if (events.length === 0) return;
  const sends = TARGETS.flatMap(({ consumer }) => {
    const matching = events.filter((event) => consumersOf(event).includes(consumer));
    return matching.length === 0 ? [] : [queues.send(consumer, matching)];
  });
  await Promise.all([archive.keep(events), ...sends]);
}

const entryAnswer = (decided: Result<{ readonly event: BusEvent }, EntryRefusal>): object =>
  decided.ok ? { EventId: decided.value.event.id } : decided.error;

function send(response: ServerResponse, { status, body }: Answer): void {
  const text = JSON.stringify(body);
  const type = '__type' in body ? { 'x-amzn-errortype': String(body.__type) } : {};
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': randomUUID(),
    ...type,
  });
  response.end(text);
}
