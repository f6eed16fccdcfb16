import type { ConfiguredTrustSeed, EvidenceAuthority } from '@pos/contract/reputation/schemas/trust-settings.ts';
import { EnvironmentError, type Environment } from '../environment.ts';

/** A list from the environment, whose schema has already parsed it. */
const listOf = <Entry>(environment: Environment, name: string): readonly Entry[] =>
  environment[name] as readonly Entry[];

/**
 * The trust seeds of `REPUTATION_TRUST_SEEDS`, or of its former name `REPUTATION_ANCHORS`, which is read for one
 * release. Setting both variables is an error, because ignoring one list would silently end the trust in its wallets.
 */
export const buildTrustSeeds = async (environment: Environment): Promise<readonly ConfiguredTrustSeed[]> => {
  const seeds = listOf<ConfiguredTrustSeed>(environment, 'REPUTATION_TRUST_SEEDS');
  const former = listOf<ConfiguredTrustSeed>(environment, 'REPUTATION_ANCHORS');
  if (seeds.length > 0 && former.length > 0)
    throw new EnvironmentError(
      'REPUTATION_ANCHORS is the former name of REPUTATION_TRUST_SEEDS, and both are set: move its wallets to REPUTATION_TRUST_SEEDS and remove it.',
    );
  return seeds.length > 0 ? seeds : former;
};

export const buildAuthorities = async (environment: Environment): Promise<readonly EvidenceAuthority[]> =>
  listOf(environment, 'EVIDENCE_AUTHORITIES');
