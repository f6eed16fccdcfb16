import type { ConfiguredAnchor } from '@pos/contract/schemas/trust-settings.ts';
import type { Database } from '@pos/database/database.ts';
import type { Log } from '@pos/lambda/log.ts';
import { forgetEpochs, rollAgents } from '@pos/reputation/epochs/roll-agents.ts';
import { runEpoch } from '@pos/reputation/epochs/run-epoch.ts';
import { CURRENT_MODEL } from '@pos/reputation/model/models.ts';
import type { Clock } from '@pos/vocabulary/clock.ts';

export interface CredibilityDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
  readonly anchors: readonly ConfiguredAnchor[];
}

/** One turn: a pass over the payment graph where one is due, then some of the agents that are not of its epoch yet. */
export async function ratePayers(d: CredibilityDependencies): Promise<'more' | 'done'> {
  const published = await runEpoch({ ...d, model: CURRENT_MODEL });
  if (published !== undefined) d.log.info('An epoch of credibility was published', { ...published });
  const { moved, rebuilt } = await rollAgents(d.database, { now: d.clock.now(), newId: d.newId, model: CURRENT_MODEL });
  if (moved > 0) {
    d.log.info('Agents follow the epoch', { moved, rebuilt });
    return 'more';
  }
  return published !== undefined && (await forgetEpochs(d.database)) > 0 ? 'more' : 'done';
}
