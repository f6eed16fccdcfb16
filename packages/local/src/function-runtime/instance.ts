/**
 * One execution environment of a function, in its own thread. It loads the bundle once and then handles one event at a
 * time. Events and results are passed as JSON text, as in the cloud, so that values that JSON cannot represent fail
 * here too.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { InstanceReply, InstanceRequest, InstanceSettings } from './protocol.ts';

const { entry, functionName, memoryMb } = workerData as InstanceSettings;
const port = parentPort;
if (port === null) throw new Error('This file runs in a worker thread of the local function runtime.');

const send = (reply: InstanceReply): void => port.postMessage(reply);

const describe = (error: unknown) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, stack: error.stack ?? '' }
    : { errorType: typeof error, errorMessage: String(error), stack: '' };

function contextOf({ requestId, deadline }: InstanceRequest) {
  const unused = (): void => undefined;
  return {
    awsRequestId: requestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    memoryLimitInMB: String(memoryMb),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: unused,
    fail: unused,
    succeed: unused,
  };
}

const { handler } = (await import(entry)) as { handler: (event: unknown, context: unknown) => Promise<unknown> };

port.on('message', (request: InstanceRequest) => {
  const invoke = async () => handler(JSON.parse(request.event), contextOf(request));
  invoke().then(
    (result) => send({ kind: 'returned', result: JSON.stringify(result) ?? 'null' }),
    (error: unknown) => send({ kind: 'threw', ...describe(error) }),
  );
});
send({ kind: 'ready' });
