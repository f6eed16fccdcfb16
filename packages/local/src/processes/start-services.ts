import { join } from 'node:path';
import type { BuiltUnit } from '@pos/functions/build/build-all.ts';
import type { StateDirectory } from '../state/state-directory.ts';
import { answering, startChild } from './child-process.ts';
import type { RunningPart } from './supervise.ts';

export interface ServiceOptions {
  readonly port: number;
  readonly built: readonly BuiltUnit[];
  readonly values: Readonly<Record<string, string>>;
  readonly directory: StateDirectory;
}

/** Any credentials do on this machine; the SDK only wants to have some to sign with. */
const LOCAL_AWS = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' } as const;

function bundleOf(built: readonly BuiltUnit[], id: string): string {
  const found = built.find(({ unit }) => unit.id === id);
  if (found === undefined) throw new Error(`There is no bundle ${id}: see packages/functions/src/build/units.ts.`);
  return join(found.folder, 'index.mjs');
}

/** The Express service, from the bundle that its container image holds. */
export const startContainer = ({ port, built, values, directory }: ServiceOptions): Promise<RunningPart> =>
  startChild({
    name: 'The container service',
    file: bundleOf(built, 'api'),
    environment: { ...LOCAL_AWS, ...values, DATABASE_POOL_MAX: '10', PORT: String(port), HOST: '127.0.0.1' },
    logFile: join(directory.logs, 'container.log'),
    ready: answering(`http://127.0.0.1:${port}/health`),
  });

/** The worker, from its bundle. */
export const startWorker = ({
  port,
  built,
  values,
  directory,
  bus,
}: ServiceOptions & { readonly bus: { readonly url: string; readonly name: string } }): Promise<RunningPart> =>
  startChild({
    name: 'The worker',
    file: bundleOf(built, 'worker'),
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
