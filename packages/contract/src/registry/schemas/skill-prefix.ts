import * as z from 'zod';

/** The beginning of a skill in free spelling. It is normalised as the skill itself: "Smart con" becomes `smart-con`. */
export const SkillPrefix = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .transform((text) => text.toLowerCase().replaceAll(/[\s_]+/g, '-'))
  .pipe(z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'expected the beginning of a skill, such as "smart-con"'))
  .meta({ description: 'Only skills that begin with this text.' });
