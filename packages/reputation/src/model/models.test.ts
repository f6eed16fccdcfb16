import { describe, expect, it } from '@jest/globals';
import { PUBLISHED_MODEL, REPUTATION_MODELS } from '@pos/contract/reputation/models.ts';
import { constantsOf, outcomes, sabotaged } from '../domain/sabotage.test-support.ts';
import { CURRENT_MODEL, MODELS, modelOf } from './models.ts';

/** Sums of the scores of sealed versions. They never change; changed scores need a new version. */
const SEAL: Readonly<Record<string, number>> = {
  'pos-reputation/1': 124.1355865727312,
  'pos-reputation/2': 134.6727535939435,
  'pos-reputation/3': 134.6914845125067,
  'pos-reputation/4': 140.0272095832211,
};

const CONSTANTS = constantsOf(CURRENT_MODEL).flatMap((path) =>
  [0.8, 1.2].map((factor) => [path.join('.'), factor, path] as const),
);

describe('models', () => {
  const before = outcomes(CURRENT_MODEL);

  it('have distinct versions', () => {
    expect(new Set(MODELS.map(({ version }) => version)).size).toBe(MODELS.length);
    expect(modelOf(CURRENT_MODEL.version)).toBe(CURRENT_MODEL);
    expect(modelOf('pos-reputation/0')).toBeUndefined();
  });

  it('are the versions that the contract publishes, in the same order and with the same current one', () => {
    expect(REPUTATION_MODELS.map(({ version }) => version)).toEqual(MODELS.map(({ version }) => version));
    expect(PUBLISHED_MODEL.version).toBe(CURRENT_MODEL.version);
  });

  it.each(CONSTANTS)('changes scores when %s is multiplied by %d', (_name, factor, path) => {
    const after = outcomes(sabotaged(CURRENT_MODEL, path, factor));
    const largest = Math.max(...after.map((value, index) => Math.abs(value - (before[index] ?? 0))));
    expect(largest).toBeGreaterThan(1e-7);
  });

  it.each(MODELS.map((model) => [model.version, model] as const))(
    '%s gives the same bits as when it was sealed',
    (version, model) => {
      expect(outcomes(model).reduce((sum, value) => sum + value, 0)).toBe(SEAL[version]);
    },
  );
});
