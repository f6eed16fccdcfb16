import { task } from '../../task.ts';
import { reputationChanged } from '../events/reputation-changed.ts';

/**
 * A turn over a large payment graph takes minutes. The alarm therefore uses the age of the published epoch and not the
 * time since the last completed turn.
 */
export const advanceCredibility = task({
  id: 'advance-credibility',
  summary: 'Runs credibility epochs when they are due and moves agents to the published one.',
  everyMs: 2_000,
  needs: ['database', 'trustSeeds', 'authorities'],
  emits: [reputationChanged],
  metrics: [
    {
      name: 'CredibilityAgeHours',
      summary: 'No credibility epoch was published for a day and a half, or no worker reports the age of the last one.',
      alarmAbove: 36,
      periodSeconds: 3_600,
      runbook: 'Watch the credibility of payers',
    },
  ],
});
