import { Skill } from '@pos/vocabulary/skill.ts';
import * as z from 'zod';

/** The values that a page can end with. PostgreSQL counts in 64 bits; more agents than 2^31 - 1 are never counted. */
const Position = z.tuple([z.number().int().min(1).max(2_147_483_647), Skill]);

/** The end of a page: number of agents and name of its last skill. */
export interface SkillPosition {
  readonly agents: number;
  readonly skill: Skill;
}

export const skillCursor = ({ agents, skill }: SkillPosition): string =>
  Buffer.from(JSON.stringify([agents, skill])).toString('base64url');

/** The position that a cursor encodes, or `undefined` if the registry cannot have issued the cursor. */
export function readSkillCursor(cursor: string): SkillPosition | undefined {
  try {
    const [agents, skill] = Position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return { agents, skill };
  } catch {
    return undefined;
  }
}
