import { NEEDS } from '@pos/contract/needs.ts';
import { pick, type Environment } from '../environment.ts';

const DEFAULT_MS = { local: 3_000, deployed: 600_000 } as const;

export async function buildAnchorInterval(environment: Environment): Promise<{ readonly ms: number }> {
  const { ANCHOR_EVERY_MS } = pick(NEEDS.anchorInterval.environment, environment);
  return { ms: ANCHOR_EVERY_MS ?? DEFAULT_MS[environment.STAGE === 'local' ? 'local' : 'deployed'] };
}
