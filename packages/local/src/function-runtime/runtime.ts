import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONSUMERS } from '@pos/contract/consumers.ts';
import type { Need } from '@pos/contract/needs.ts';
import { ROUTES } from '@pos/contract/routes.ts';
import { DEFAULT_RUNTIME, type Runtime } from '@pos/contract/runtime.ts';
import type { BuiltUnit } from '@pos/functions/build/build-all.ts';
import type { Clock } from '@pos/vocabulary/clock.ts';
import { variablesFor } from '../state/environment.ts';
import { createFunctionPool, type FunctionPool, type Invocation } from './function-pool.ts';

export interface FunctionRuntime {
  invoke(functionId: string, event: unknown, requestId?: string): Promise<Invocation>;
  /**
   * Uses the bundle in `folder` for all later events. Events that are running or waiting at that moment finish on the
   * former bundle; `drained` resolves after the last of them. If the former bundle has instances, the new bundle is
   * loaded first. If the new bundle does not load, rejects with its error.
   */
  replace(functionId: string, folder: string): Promise<{ readonly drained: Promise<void> }>;
  close(): Promise<void>;
}

export interface RuntimeOptions {
  readonly built: readonly BuiltUnit[];
  /**
   * Values of all variables that any function may need. Each function gets only the variables that the contract
   * declares for it.
   */
  readonly values: Readonly<Record<string, string>>;
  readonly logDirectory: string;
  readonly clock: Clock;
}

const MAX_INSTANCES = 16;

interface Declaration {
  readonly needs: readonly Need[];
  readonly runtime?: Runtime;
}

const DECLARATIONS: Readonly<Record<string, Declaration>> = { ...ROUTES, ...CONSUMERS };

/** Environment variables that the Lambda service itself sets. */
const lambdaVariables = (id: string, memoryMb: number): Record<string, string> => ({
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: id,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${id}`,
  AWS_LAMBDA_LOG_STREAM_NAME: 'local',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  _HANDLER: 'index.handler',
  TZ: ':UTC',
});

/** The local stand-in for Lambda. It runs the built bundles, the same files that are deployed. */
export function createFunctionRuntime({ built, values, logDirectory, clock }: RuntimeOptions): FunctionRuntime {
  const open = (id: string, folder: string, { needs, runtime = DEFAULT_RUNTIME }: Declaration): FunctionPool =>
    createFunctionPool({
      id,
      file: join(folder, 'index.mjs'),
      environment: { ...lambdaVariables(id, runtime.memoryMb), ...variablesFor(needs, values) },
      memoryMb: runtime.memoryMb,
      timeoutSeconds: runtime.timeoutSeconds,
      maxInstances: MAX_INSTANCES,
      clock,
      onOutput: (line) => appendFileSync(join(logDirectory, `${id}.log`), `${line}\n`),
    });
  const pools = new Map<string, FunctionPool>();
  /** Pools that start beside the current ones, and pools that drain. */
  const others = new Set<FunctionPool>();
  for (const { unit, folder } of built) {
    const declaration = DECLARATIONS[unit.id];
    if (unit.kind === 'function' && declaration !== undefined) pools.set(unit.id, open(unit.id, folder, declaration));
  }
  return {
    async invoke(functionId, event, requestId) {
      const pool = pools.get(functionId);
      if (pool === undefined) return { kind: 'crashed', detail: `There is no function ${functionId}.` };
      return pool.invoke(event, requestId);
    },
    async replace(functionId, folder) {
      const [former, declaration] = [pools.get(functionId), DECLARATIONS[functionId]];
      if (former === undefined || declaration === undefined) throw new Error(`There is no function ${functionId}.`);
      const next = open(functionId, folder, declaration);
      others.add(next);
      try {
        if (former.instances() > 0) await next.warmUp();
        pools.set(functionId, next);
      } finally {
        others.delete(next);
      }
      others.add(former);
      return { drained: former.drain().finally(() => others.delete(former)) };
    },
    close: async () => void (await Promise.all([...pools.values(), ...others].map((pool) => pool.close()))),
  };
}
