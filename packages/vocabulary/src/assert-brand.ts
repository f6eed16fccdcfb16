import type * as z from 'zod';

/** Thrown by every `assertIsX`. The message names the expected type and the reasons why the value does not fit. */
export class BrandError extends TypeError {
  override readonly name = 'BrandError';
  readonly code = 'not-a-value';
}

export function assertBrand(name: string, schema: z.ZodType, value: unknown): void {
  const parsed = schema.safeParse(value);
  if (parsed.success) return;
  const reasons = parsed.error.issues.map((issue) => issue.message).join('; ');
  throw new BrandError(`Not ${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name}: ${reasons}`);
}
