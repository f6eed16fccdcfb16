import { describe, expect, it } from '@jest/globals';
import { parseEnvironment } from '../environment.ts';
import { buildTrustSeeds } from './trust-settings.ts';

const [FIRST, SECOND] = [
  '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU',
  'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v',
] as const;

const built = async (variables: Readonly<Record<string, string>>) => {
  const base = { STAGE: 'test', PUBLIC_URL: 'https://registry.example' };
  return buildTrustSeeds(parseEnvironment(['trustSeeds'], { ...base, ...variables }));
};

describe('buildTrustSeeds', () => {
  it('reads REPUTATION_TRUST_SEEDS', async () => {
    expect(await built({ REPUTATION_TRUST_SEEDS: `${FIRST}, ${SECOND}@2026-01-01` })).toEqual([
      { payer: FIRST },
      { payer: SECOND, since: new Date('2026-01-01') },
    ]);
    expect(await built({ REPUTATION_TRUST_SEEDS: FIRST, REPUTATION_ANCHORS: '' })).toEqual([{ payer: FIRST }]);
  });

  it('reads the former name REPUTATION_ANCHORS where the present one is not set', async () => {
    expect(await built({ REPUTATION_ANCHORS: FIRST })).toEqual([{ payer: FIRST }]);
    expect(await built({ REPUTATION_ANCHORS: FIRST, REPUTATION_TRUST_SEEDS: '' })).toEqual([{ payer: FIRST }]);
  });

  it('refuses both names at once and says what to do', async () => {
    await expect(built({ REPUTATION_TRUST_SEEDS: FIRST, REPUTATION_ANCHORS: SECOND })).rejects.toThrow(
      /REPUTATION_ANCHORS is the former name of REPUTATION_TRUST_SEEDS.*remove it/,
    );
  });

  it('gives no trust seeds where neither name is set', async () => expect(await built({})).toEqual([]));
});
