import type * as z from 'zod';

/** Writes the audience of a field as the extension `x-visibility`. Pass it as `override` to `z.toJSONSchema`. */
export function describeVisibility({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const { visibility } = jsonSchema;
  if (typeof visibility !== 'string') return;
  delete jsonSchema['visibility'];
  jsonSchema['x-visibility'] = visibility;
}
