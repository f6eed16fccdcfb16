import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePorts } from '../free-ports.ts';
import type { UsagePlan } from '../gateway/usage-plan.ts';
import { startSystem, type System } from '../system.ts';

/** The whole local system for one test file, in a directory and on ports of its own. */
export interface TestSystem {
  readonly system: System;
  /** For files of the test's too. */
  readonly directory: string;
  /** What its parts reported since it started. */
  readonly faults: readonly string[];
  /** Stops everything and removes what was written. */
  stop(): Promise<void>;
}

export async function startTestSystem(plan: UsagePlan): Promise<TestSystem> {
  const directory = mkdtempSync(join(tmpdir(), 'pos-system-'));
  const faults: string[] = [];
  const system = await startSystem({
    ports: await findFreePorts(),
    directory: join(directory, 'system'),
    onPart: () => undefined,
    onFault: (message) => void faults.push(message),
    plan,
  });
  return {
    system,
    directory,
    faults,
    async stop() {
      await system.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
