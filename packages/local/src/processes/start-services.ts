import { join } from 'node:path';
import type { StateDirectory } from '../state/state-directory.ts';
import { answering, startChild } from './child-process.ts';
import type { RunningPart } from './supervise.ts';

export interface ServiceOptions {
  readonly port: number;
  /** The bundle's folder. */
  readonly folder: string;
  readonly values: Readonly<Record<string, string>>;
  readonly directory: StateDirectory;
}

/** Credentials for the AWS SDK, which signs its requests. The local bus accepts any credentials. */
const LOCAL_AWS = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' } as const;

/** Starts the Express service from the bundle that its container image holds. */
export const startContainer = ({ port, folder, values, directory }: ServiceOptions): Promise<RunningPart> =>
  startChild({
    name: 'The container service',
    file: join(folder, 'index.mjs'),
    environment: { ...LOCAL_AWS, ...values, DATABASE_POOL_MAX: '10', PORT: String(port), HOST: '127.0.0.1' },
    logFile: join(directory.logs, 'container.log'),
    ready: answering(`http://127.0.0.1:${port}/health`),
  });

/** Starts the worker from the bundle that its container image holds. */
export const startWorker = ({
  port,
  folder,
  values,
  directory,
  bus,
}: ServiceOptions & { readonly bus: { readonly url: string; readonly name: string } }): Promise<RunningPart> =>
  startChild({
    name: 'The worker',
    file: join(folder, 'index.mjs'),
    environment: {
      ...LOCAL_AWS,
      ...values,
      DATABASE_POOL_MAX: '10',
      PORT: String(port),
      HOST: '127.0.0.1',
      OUTBOX_WAKE: 'listen',
      EVENT_BUS_NAME: bus.name,
      AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url,
    },
    logFile: join(directory.logs, 'worker.log'),
    ready: answering(`http://127.0.0.1:${port}/health`),
  });
