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
    silenceWeight: null,
    proofsAreRevenue: true,
    upheldWeight: 0,
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
  jobValue: { discountPerRung: 0.1 },
  credibility: {
    epochDays: 1,
    rounds: 10,
    fullAtUsd: 0.11,
    mintedShare: 0.5,
    passedOnMultiple: 1,
    purityPower: 1.5,
    word: null,
  },
};

/**
 * Changes of version 2. Upheld disputes also count as opinions. The weight of a payer's word is measured separately
 * from the trust that the payer passes on. The entry ceiling is higher for agents with little praise.
 */
export const ModelV2: ReputationModel = {
  version: 'pos-reputation/2',
  pair: {
    rungsUsd: [0.01, 0.1, 1, 10],
    disputeRungsUsd: [0.01, 0.1, 1, 10, 100],
    memoryUsd: 10,
    slowHalfLifeDays: 90,
    fastHalfLifeDays: 5,
    disputeHalfLifeDays: 180,
    valueWeight: { implicit: 0.1, rating: 1, zk: 2, oracle: 3 },
    silenceWeight: null,
    proofsAreRevenue: false,
    upheldWeight: 1.3,
    disputeWeight: 0.85,
  },
  unverified: {
    praiseShare: 0.28,
    praiseFloor: 0.65,
    complaintShare: 0.28,
    complaintFloor: 0.6,
    disputeCredibility: 0.67,
    disputeShare: 2.8,
    disputeFloor: 0.47,
  },
  score: {
    z: 0.45,
    priorMass: 1.25,
    priorMean: 0.75,
    recentPrior: 4,
    lossPriorUsd: 2,
    entryFloor: 0.045,
    entryMass: 0.2,
  },
  jobValue: { discountPerRung: 0.1 },
  credibility: {
    epochDays: 1,
    rounds: 10,
    fullAtUsd: 3,
    mintedShare: 0.5,
    passedOnMultiple: 0.75,
    purityPower: 1,
    word: { multiple: 1, power: 2, leastShare: 0.005, purity: null },
  },
};

/**
 * Change of version 3. A payer that spends nearly all of its money at agents without standing gets little belief, so
 * one wallet cannot vouch for many agents.
 */
export const ModelV3: ReputationModel = {
  ...ModelV2,
  version: 'pos-reputation/3',
  credibility: {
    ...ModelV2.credibility,
    fullAtUsd: 2.8,
    word: { multiple: 1, power: 2, leastShare: 0.005, purity: { multiple: 2.5, power: 2 } },
  },
};

/**
 * Changes of version 4. Silence fills the part of a rung that opinions leave. An agent has full standing at two thirds
 * of the share that trust seeds meet. Trust falls faster with distance from the seeds. All constants were chosen again
 * together, against attackers that know the rules.
 */
export const ModelV4: ReputationModel = {
  version: 'pos-reputation/4',
  pair: {
    rungsUsd: [0.01, 0.1, 1, 10],
    disputeRungsUsd: [0.01, 0.1, 1, 10, 100],
    memoryUsd: 30,
    slowHalfLifeDays: 90,
    fastHalfLifeDays: 3,
    disputeHalfLifeDays: 150,
    valueWeight: { implicit: 0.1, rating: 1, zk: 1.2, oracle: 1.9 },
    silenceWeight: 0.35,
    proofsAreRevenue: false,
    upheldWeight: 1.4,
    disputeWeight: 1,
  },
  unverified: {
    praiseShare: 0.25,
    praiseFloor: 0.4,
    complaintShare: 0.55,
    complaintFloor: 0.44,
    disputeCredibility: 0.43,
    disputeShare: 0.8,
    disputeFloor: 0.92,
  },
  score: {
    z: 0.4,
    priorMass: 1.5,
    priorMean: 0.8,
    recentPrior: 6.6,
    lossPriorUsd: 2,
    entryFloor: 0.044,
    entryMass: 0.2,
  },
  jobValue: { discountPerRung: 0.1 },
  credibility: {
    epochDays: 1,
    rounds: 2,
    fullAtUsd: 2.5,
    mintedShare: 0.5,
    passedOnMultiple: 0.47,
    purityPower: 3,
    word: { multiple: 1.5, power: 2, leastShare: 0.005, purity: { multiple: 1, power: 0.5 } },
  },
};

/** Versions whose scores were published or are in preparation, oldest first. */
export const MODELS: readonly ReputationModel[] = [ModelV1, ModelV2, ModelV3, ModelV4];

/** The version whose scores the registry publishes. */
export const CURRENT_MODEL = ModelV4;

export function modelOf(version: string): ReputationModel | undefined {
  return MODELS.find((model) => model.version === version);
}
