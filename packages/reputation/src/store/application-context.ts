import type { ReputationModel } from '../model/reputation-model.ts';

/** What writers of scores are given from outside. */
export interface ApplicationContext {
  readonly now: Date;
  readonly newId: () => string;
  readonly model: ReputationModel;
}
