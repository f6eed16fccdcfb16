import type { ConfiguredAnchor, EvidenceAuthority } from '@pos/contract/reputation/schemas/trust-settings.ts';
import type { Environment } from '../environment.ts';

/** Lists that were parsed with the rest of the environment: parsing them made them what they are. */
export const buildAnchors = async (environment: Environment): Promise<readonly ConfiguredAnchor[]> =>
  environment['REPUTATION_ANCHORS'] as readonly ConfiguredAnchor[];

export const buildAuthorities = async (environment: Environment): Promise<readonly EvidenceAuthority[]> =>
  environment['EVIDENCE_AUTHORITIES'] as readonly EvidenceAuthority[];
