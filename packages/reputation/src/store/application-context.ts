import type { ReputationModel } from '../model/reputation-model.ts';

/** Clock, ids and model, which callers pass to writers of scores. */
export interface ApplicationContext {
  readonly now: Date;
  readonly newId: () => string;
  readonly model: ReputationModel;
}
