import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePorts } from '../free-ports.ts';
import type { UsagePlan } from '../gateway/usage-plan.ts';
import { startSystem, type System } from '../system.ts';

/** A whole local system for one test file, with its own directory and ports. */
export interface TestSystem {
  readonly system: System;
  /** The system's directory. The test may also write files there. */
  readonly directory: string;
  /** Faults of the parts since the start. */
  readonly faults: readonly string[];
  /** Stops the system and deletes its files. */
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
