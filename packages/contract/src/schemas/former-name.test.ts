import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { oneOfTwoNames } from './former-name.ts';

const schema = z
  .object({ old: z.string().optional(), fresh: z.string().optional() })
  .refine(...oneOfTwoNames('old', 'fresh'));

describe('oneOfTwoNames', () => {
  it.each([{}, { old: 'a' }, { fresh: 'a' }, { old: 'a', fresh: 'a' }])('takes %j', (sent) =>
    expect(schema.parse(sent)).toEqual(sent),
  );

  it('refuses two values under the former name, and names the present one', () =>
    expect(schema.safeParse({ old: 'a', fresh: 'b' }).error?.issues).toMatchObject([
      { path: ['old'], params: { fault: 'conflict' }, message: expect.stringContaining('Send fresh alone.') },
    ]));
});
