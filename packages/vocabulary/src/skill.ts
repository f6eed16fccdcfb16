import * as z from 'zod';
import { assertBrand } from './assert-brand.ts';

/** A skill tag: lower-case words joined by hyphens, at most 64 characters. */
export const Skill = z
  .string()
  .min(1)
  .max(64)
  .regex(
    /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/,
    'expected lower-case letters, digits and inner hyphens, such as "smart-contract-audit"',
  )
  .meta({
    id: 'Skill',
    description: 'A skill tag: lower-case words joined by hyphens.',
    example: 'smart-contract-audit',
  })
  .brand<'Skill'>();
export type Skill = z.infer<typeof Skill>;

export const isSkill = (value: unknown): value is Skill => Skill.safeParse(value).success;

export function assertIsSkill(value: unknown): asserts value is Skill {
  assertBrand('Skill', Skill, value);
}

export function skill(value: string): Skill {
  assertIsSkill(value);
  return value;
}
