import type { Fault } from '../faults.ts';
import { accountMethods } from './account-methods.ts';
import { clusterMethods } from './cluster-methods.ts';
import { historyMethods } from './history-methods.ts';
import type { RpcContext, RpcMethod } from './method.ts';
import type { RpcError } from './rpc-error.ts';
import { internalError, invalidRequest, methodNotFound, parseError } from './rpc-error.ts';
import { tokenMethods } from './token-methods.ts';
import { transactionMethods } from './transaction-methods.ts';

const METHODS: ReadonlyMap<string, RpcMethod> = new Map(
  Object.entries({ ...accountMethods, ...clusterMethods, ...historyMethods, ...tokenMethods, ...transactionMethods }),
);

type Id = string | number | null;
type RpcResponse =
  | { readonly jsonrpc: '2.0'; readonly result: unknown; readonly id: Id }
  | { readonly jsonrpc: '2.0'; readonly error: RpcError; readonly id: Id };

export type DispatchParts = Omit<RpcContext, 'losesTransactions'> & {
  readonly onBug: (method: string, error: unknown) => void;
};

/** The methods in a request body, for faults that apply to some methods only. */
export const methodsOf = (request: unknown): string[] =>
  (Array.isArray(request) ? request : [request]).flatMap((each) =>
    isObject(each) && typeof each['method'] === 'string' ? [each['method']] : [],
  );

/** The request body as JSON, or `undefined` where it is not JSON. */
export function parseBody(body: string): { request: unknown } | undefined {
  try {
    return { request: JSON.parse(body) };
  } catch {
    return undefined;
  }
}

/** One request of a websocket client, or `undefined` where the text is not a request. */
export function requestOf(text: string): { id: Id; method: string; params: unknown } | undefined {
  const request = parseBody(text)?.request;
  if (!isObject(request) || typeof request['method'] !== 'string') return undefined;
  return { id: idOf(request['id']) ?? null, method: request['method'], params: request['params'] };
}

export const notJson = (): string => JSON.stringify(failure(parseError, null));

/** Answers one request or a batch. Returns the empty string if all requests are notifications. */
export async function dispatch(parts: DispatchParts, request: unknown, faults: readonly Fault[]): Promise<string> {
  const context = { ...parts, losesTransactions: () => faults.some(({ kind }) => kind === 'dropAfterSend') };
  if (!Array.isArray(request)) {
    const response = await respond(parts, context, request);
    return response === undefined ? '' : JSON.stringify(response);
  }
  if (request.length === 0) return JSON.stringify(failure(invalidRequest(), null));
  const responses: RpcResponse[] = [];
  // Runs the requests one after the other, because a batch may send a transaction and then query it.
  for (const each of request) {
    const response = await respond(parts, context, each);
    if (response !== undefined) responses.push(response);
  }
  return responses.length === 0 ? '' : JSON.stringify(responses);
}

async function respond(parts: DispatchParts, context: RpcContext, request: unknown): Promise<RpcResponse | undefined> {
  if (!isObject(request)) return failure(invalidRequest(), null);
  const { jsonrpc, method: name, params } = request;
  const id = idOf(request['id']);
  if (jsonrpc !== '2.0' || typeof name !== 'string' || id === undefined) return failure(invalidRequest(), null);
  const run = METHODS.get(name);
  // A request without an id is a notification: it is executed and not answered.
  const isNotification = !('id' in request);
  if (run === undefined) return isNotification ? undefined : failure(methodNotFound, id);
  try {
    const answer = await run(context, params);
    if (isNotification) return undefined;
    return answer.ok ? { jsonrpc: '2.0', result: answer.value, id } : failure(answer.error, id);
  } catch (error) {
    parts.onBug(name, error);
    return failure(internalError(), id);
  }
}

const failure = (error: RpcError, id: Id): RpcResponse => ({ jsonrpc: '2.0', error, id });

const idOf = (id: unknown): Id | undefined =>
  id === undefined || id === null ? null : typeof id === 'string' || typeof id === 'number' ? id : undefined;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
