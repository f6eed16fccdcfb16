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
  close(): Promise<void>;
}

export interface RuntimeOptions {
  readonly built: readonly BuiltUnit[];
  /** Values of everything that any function may need; each gets only what the contract gives it. */
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

/** What the Lambda service itself tells a function. */
const lambdaVariables = (id: string, memoryMb: number): Record<string, string> => ({
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
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

/** The local stand-in for Lambda: runs the built bundles, the very files that are deployed. */
export function createFunctionRuntime({ built, values, logDirectory, clock }: RuntimeOptions): FunctionRuntime {
  const pools = new Map<string, FunctionPool>();
  for (const { unit, folder } of built) {
    const declaration = DECLARATIONS[unit.id];
    if (unit.kind !== 'function' || declaration === undefined) continue;
    const { memoryMb, timeoutSeconds } = declaration.runtime ?? DEFAULT_RUNTIME;
    const logFile = join(logDirectory, `${unit.id}.log`);
    pools.set(
      unit.id,
      createFunctionPool({
        id: unit.id,
        file: join(folder, 'index.mjs'),
        environment: { ...lambdaVariables(unit.id, memoryMb), ...variablesFor(declaration.needs, values) },
        memoryMb,
        timeoutSeconds,
        maxInstances: MAX_INSTANCES,
        clock,
        onOutput: (line) => appendFileSync(logFile, `${line}\n`),
      }),
    );
  }
  return {
    async invoke(functionId, event, requestId) {
      const pool = pools.get(functionId);
      if (pool === undefined) return { kind: 'crashed', detail: `There is no function ${functionId}.` };
      return pool.invoke(event, requestId);
    },
    close: async () => void (await Promise.all([...pools.values()].map((pool) => pool.close()))),
  };
}
