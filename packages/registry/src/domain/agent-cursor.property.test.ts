import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { agentCursor, readAgentCursor } from './agent-cursor.ts';

const forged = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('the cursor of a page of agents', () => {
  it('decodes to the position that it encodes', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.stringMatching(/^[a-z0-9.]{1,40}$/), (scoreBps, host) => {
        const position = { scoreBps, did: `did:web:${host}` };
        expect(readAgentCursor(agentCursor(position))).toEqual(position);
      }),
    ));

  it('is refused where the registry cannot have issued it', () => {
    const position = [500, 'did:web:a.example'];
    for (const value of [
      [Number.MAX_SAFE_INTEGER, position[1]],
      [-1, position[1]],
      [10_001, position[1]],
      [500, 'x\0y'],
      [500, ''],
      [...position, 1],
      {},
      null,
    ])
      expect(readAgentCursor(forged(value))).toBeUndefined();
    expect(readAgentCursor(forged(position))).toEqual({ scoreBps: 500, did: 'did:web:a.example' });
  });
});
