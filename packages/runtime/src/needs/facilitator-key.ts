import { NEEDS } from '@pos/contract/needs.ts';
import { loadFacilitatorKey, type FacilitatorKey } from '@pos/ledger/facilitator-key.ts';
import { pick, type Environment } from '../environment.ts';

export async function buildFacilitatorKey(environment: Environment): Promise<FacilitatorKey> {
  const of = pick(NEEDS.facilitatorKey.environment, environment);
  return loadFacilitatorKey(of.FACILITATOR_KEY, { stage: environment.STAGE });
}
