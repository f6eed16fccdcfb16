import type { ReputationModel } from './reputation-model.ts';

export const ModelV1: ReputationModel = {
  version: 'pos-reputation/1',
  pair: {
    rungsUsd: [0.01, 0.1, 1, 10],
    disputeRungsUsd: [0.01, 0.1, 1, 10, 100],
    memoryUsd: 10,
    slowHalfLifeDays: 120,
    fastHalfLifeDays: 5,
    disputeHalfLifeDays: 180,
    valueWeight: { implicit: 0.1, rating: 1, zk: 2, oracle: 3 },
    disputeWeight: 2.5,
  },
  unverified: {
    praiseShare: 0.15,
    praiseFloor: 0.5,
    complaintShare: 0.27,
    complaintFloor: 0.5,
    disputeCredibility: 0.5,
    disputeShare: 2,
    disputeFloor: 0.6,
  },
  score: {
    z: 0.4,
    priorMass: 1,
    priorMean: 0.65,
    recentPrior: 3,
    lossPriorUsd: 2,
    entryFloor: 0.05,
    entryMass: 0.4,
  },
  ticket: { discountPerRung: 0.1 },
  credibility: {
    epochDays: 1,
    rounds: 10,
    fullAtUsd: 0.11,
    mintedShare: 0.5,
    passedOnMultiple: 1,
    purityPower: 1.5,
  },
};

/** Versions whose scores were published or are being prepared, oldest first. */
export const MODELS: readonly ReputationModel[] = [ModelV1];

/** The version that the registry publishes. */
export const CURRENT_MODEL = ModelV1;

export function modelOf(version: string): ReputationModel | undefined {
  return MODELS.find((model) => model.version === version);
}
