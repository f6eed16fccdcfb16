import { Did } from '@pos/vocabulary/did.ts';
import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import * as z from 'zod';

/** The values that a page can end with. Other values would cause a database error and a 500 response. */
const Position = z.tuple([ScoreBps, Did]);

/** The end of a page: score and DID of its last agent. */
export interface AgentPosition {
  readonly scoreBps: number;
  readonly did: string;
}

export const agentCursor = ({ scoreBps, did }: AgentPosition): string =>
  Buffer.from(JSON.stringify([scoreBps, did])).toString('base64url');

/** The position that a cursor encodes, or `undefined` if the registry cannot have issued the cursor. */
export function readAgentCursor(cursor: string): AgentPosition | undefined {
  try {
    const [scoreBps, did] = Position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return { scoreBps, did };
  } catch {
    return undefined;
  }
}
