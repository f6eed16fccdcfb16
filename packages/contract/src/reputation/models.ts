import type { IsoDate } from '../deprecation.ts';

/** A version of the reputation model, as GET /reputation/models describes it. */
export interface PublishedModel {
  readonly version: string;
  /** First day, in UTC, on which a registry could publish scores of the version. */
  readonly since: IsoDate;
  /** The difference from the version before. */
  readonly changed: string;
}

/**
 * Versions of the reputation model, oldest first. The registry publishes scores of the last one. A test compares the
 * list with the models of the scoring engine.
 */
export const REPUTATION_MODELS = [
  {
    version: 'pos-reputation/1',
    since: '2026-11-23',
    changed: 'The first version. Scores count settled payments by the credibility of their payers.',
  },
  {
    version: 'pos-reputation/2',
    since: '2026-11-23',
    changed:
      'The credibility of a payer is measured apart from the trust that it passes on, and proven work no longer counts as spending.',
  },
  {
    version: 'pos-reputation/3',
    since: '2026-11-23',
    changed:
      'A payer that spends nearly all of its money at agents without standing gets little credibility, so that one wallet cannot vouch for many agents.',
  },
  {
    version: 'pos-reputation/4',
    since: '2026-11-23',
    changed:
      'Paid work without a rating only fills the room that ratings leave, trust falls faster with the distance from the trust seeds, and all constants were chosen again together.',
  },
] as const satisfies readonly [PublishedModel, ...PublishedModel[]];

/** The version whose scores the registry publishes. */
export const PUBLISHED_MODEL = REPUTATION_MODELS[3];
