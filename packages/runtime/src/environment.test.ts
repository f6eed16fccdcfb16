import { describe, expect, it } from '@jest/globals';
import { EnvironmentError, parseEnvironment, pick } from './environment.ts';
import { NEEDS } from '@pos/contract/needs.ts';

const BASE = { STAGE: 'dev', PUBLIC_URL: 'https://api.example' };
const messageOf = (needs: Parameters<typeof parseEnvironment>[0], variables: Record<string, string>): string => {
  try {
    parseEnvironment(needs, variables);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.message;
    throw error;
  }
  return 'It was accepted.';
};

describe('parseEnvironment', () => {
  it('returns the variables of the needs with their defaults, and no others', () =>
    expect(parseEnvironment(['feedPlaces'], { ...BASE, OTHER: 'x' })).toEqual({
      ...BASE,
      LOG_LEVEL: 'INFO',
      FEED_MOST_LISTENERS: 1_000,
    }));

  it('lists every missing or malformed variable on a line of its own', () => {
    const lines = messageOf(['database', 'tokenUrl'], { STAGE: 'Dev!', PUBLIC_URL: 'x', DATABASE_NAME: 'n' }).split(
      '\n',
    );
    expect(lines[0]).toBe('Set these environment variables:');
    expect(lines.slice(1).map((line) => /^ {2}([A-Z_]+): \S/.exec(line)?.[1])).toEqual([
      'STAGE',
      'PUBLIC_URL',
      'DATABASE_HOST',
      'DATABASE_USER',
      'TOKEN_URL',
    ]);
  });

  it('names the place inside a variable that holds a list', () =>
    expect(messageOf(['trustSeeds'], { ...BASE, REPUTATION_TRUST_SEEDS: 'nobody' })).toMatch(
      /\n {2}REPUTATION_TRUST_SEEDS(?:\.\S+)?: /,
    ));

  it('has a code by which a caller can recognise it', () => {
    const thrown = () => parseEnvironment(['tokenUrl'], BASE);
    expect(thrown).toThrow(expect.objectContaining({ code: 'environment-invalid', name: 'EnvironmentError' }));
  });
});

describe('pick', () => {
  it('returns the variables of one need alone', () => {
    const environment = parseEnvironment(['tokenUrl', 'feedPlaces'], {
      ...BASE,
      TOKEN_URL: 'https://auth.example/token',
    });
    expect(pick(NEEDS.tokenUrl.environment, environment)).toEqual({ TOKEN_URL: 'https://auth.example/token' });
  });
});
