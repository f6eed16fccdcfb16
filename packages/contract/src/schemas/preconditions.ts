import * as z from 'zod';
import { parseTagCondition, type TagCondition } from '../entity-tags.ts';

const condition = (description: string) =>
  z
    .string()
    .max(4_096)
    .transform((text, context): TagCondition => {
      const parsed = parseTagCondition(text);
      if (parsed !== undefined) return parsed;
      context.addIssue({
        code: 'custom',
        params: { fault: 'format' },
        message: 'expected * or a list of entity tags in quotes, as the ETag header gives them',
      });
      return z.NEVER;
    })
    .optional()
    .meta({ description, example: '"3"' });

/** The preconditions of a write to a resource with a revision (RFC 9110, section 13.1). */
export const preconditionHeaders = {
  'if-match': condition(
    'Entity tags of the agent or of its capabilities, or *. The request changes nothing if none of them names the current revision.',
  ),
  'if-none-match': condition(
    'Entity tags, or *. The request changes nothing if one of them names the current revision.',
  ),
};
