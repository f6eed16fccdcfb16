import type { ConfiguredTrustSeed, EvidenceAuthority } from '@pos/contract/reputation/schemas/trust-settings.ts';
import type { Database } from '@pos/database/database.ts';
import type { Log } from '@pos/runtime/log.ts';
import { forgetEpochs } from './forget-epochs.ts';
import { rollAgents } from './roll-agents.ts';
import { runEpoch } from './run-epoch.ts';
import type { PassEngine } from './pass-engine.ts';
import { CURRENT_MODEL } from '../model/models.ts';
import type { Clock } from '@pos/vocabulary/clock.ts';

export interface CredibilityDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Log;
  readonly trustSeeds: readonly ConfiguredTrustSeed[];
  readonly authorities: readonly EvidenceAuthority[];
  readonly engine?: PassEngine;
}

/**
 * Takes one turn. Moves agents to the epoch in use. If all agents are moved, runs a pass over the payment graph if one
 * is due, and otherwise removes results of former epochs. Agents come first, because otherwise, if passes took longer
 * than the time between two of them, each pass would find most agents still at the epoch before the last.
 */
export async function advanceEpochs(d: CredibilityDependencies, signal?: AbortSignal): Promise<'more' | 'done'> {
  const { moved, rebuilt } = await rollAgents(
    d.database,
    { now: d.clock.now(), newId: d.newId, model: CURRENT_MODEL },
    signal,
  );
  if (moved > 0) {
    d.log.info('Agents follow the epoch', { moved, rebuilt });
    return 'more';
  }
  const oracles = d.authorities.filter(({ role }) => role === 'oracle').map(({ key }) => key);
  const published = await runEpoch({ ...d, oracles, model: CURRENT_MODEL, ...(signal && { signal }) });
  if (published !== undefined) {
    d.log.info('An epoch of credibility was published', { ...published });
    return 'more';
  }
  const forgotten = await forgetEpochs(d.database, d.clock.now(), signal);
  if (forgotten.epochs + forgotten.slices > 0) d.log.info('Results of former epochs were removed', { ...forgotten });
  return 'done';
}
