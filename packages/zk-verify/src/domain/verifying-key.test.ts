import { describe, expect, it } from '@jest/globals';
import { moved, strayPoint } from '../../test/stray-points.ts';
import { trapdoorKey, type KeyJson } from '../../test/trapdoor-key.ts';
import { createMclVerifier } from '../verifier/mcl.ts';
import { FIELD_PRIME } from './bn254.ts';
import { MAX_PUBLIC_SIGNALS } from './groth16-proof.ts';
import { parseVerifyingKey, publicSignalCount } from './verifying-key.ts';

const { key } = trapdoorKey(3, 1n);
const change = (part: Partial<Record<keyof KeyJson, unknown>>): unknown => ({ ...key, ...part });
const [x, y] = key.vk_alpha_1;

describe('parseVerifyingKey', () => {
  it('reads a key in the format of snarkjs and ignores its precomputed pairing', () => {
    const read = parseVerifyingKey({ ...key, vk_alphabeta_12: 'whatever' });
    expect(read.ok && publicSignalCount(read.value)).toBe(3);
  });

  it.each<[string, unknown, string, string]>([
    ['a PLONK key', change({ protocol: 'plonk' }), '/protocol', 'value-unexpected'],
    ['a key of another curve', change({ curve: 'bls12381' }), '/curve', 'value-unexpected'],
    ['nPublic too small', change({ nPublic: 2 }), '/IC', 'length-wrong'],
    ['nPublic too large', change({ nPublic: 4 }), '/IC', 'length-wrong'],
    ['nPublic as text', change({ nPublic: '3' }), '/nPublic', 'value-unexpected'],
    ['a short IC', change({ IC: key.IC.slice(0, 2) }), '/IC', 'length-wrong'],
    ['an empty IC', change({ IC: [], nPublic: 0 }), '/IC', 'length-wrong'],
    ['more signals than the maximum', change({ nPublic: MAX_PUBLIC_SIGNALS + 1 }), '/nPublic', 'value-unexpected'],
    ['α off the curve', change({ vk_alpha_1: [y, x, '1'] }), '/vk_alpha_1', 'off-curve'],
    [
      'α in a non-canonical spelling',
      change({ vk_alpha_1: [(BigInt(x) + FIELD_PRIME).toString(), y, '1'] }),
      '/vk_alpha_1/0',
      'out-of-range',
    ],
    [
      'γ off the twist',
      change({ vk_gamma_2: [key.vk_gamma_2[1], key.vk_gamma_2[0], ['1', '0']] }),
      '/vk_gamma_2',
      'off-curve',
    ],
    [
      'δ at infinity',
      change({
        vk_delta_2: [
          ['0', '0'],
          ['1', '0'],
          ['0', '0'],
        ],
      }),
      '/vk_delta_2/2/0',
      'value-unexpected',
    ],
    ['a point of IC off the curve', change({ IC: key.IC.with(2, [y, x, '1']) }), '/IC/2', 'off-curve'],
    ['a point of IC at infinity', change({ IC: key.IC.with(2, ['0', '1', '0']) }), '/IC/2/2', 'value-unexpected'],
    [
      'no δ',
      Object.fromEntries(Object.entries(key).filter(([name]) => name !== 'vk_delta_2')),
      '/vk_delta_2',
      'field-missing',
    ],
    ['null', null, '', 'not-an-object'],
  ])('refuses %s', (_, input, path, reason) =>
    expect(parseVerifyingKey(input)).toEqual({ ok: false, error: { code: 'key-malformed', path, reason } }),
  );

  it.each(['vk_beta_2', 'vk_gamma_2', 'vk_delta_2'] as const)(
    'accepts a %s outside the subgroup, which the verifier then refuses',
    async (name) => {
      const read = parseVerifyingKey(change({ [name]: moved(key[name], strayPoint(9n)) }));
      if (!read.ok) throw new Error(read.error.path);
      expect(await createMclVerifier(read.value, (bytes) => bytes)).toEqual({
        ok: false,
        error: { code: 'key-malformed', path: `/${name}`, reason: 'off-subgroup' },
      });
    },
  );
});
