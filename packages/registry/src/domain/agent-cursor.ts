import { Did } from '@pos/vocabulary/did.ts';
import { ScoreBps } from '@pos/vocabulary/score-bps.ts';
import * as z from 'zod';

/** Exactly what a page can end with: anything else would be the database's to refuse. */
const Position = z.tuple([ScoreBps, Did]);

/** Where a page of agents ended: score and DID of its last. */
export interface AgentPosition {
  readonly scoreBps: number;
  readonly did: string;
}

export const agentCursor = ({ scoreBps, did }: AgentPosition): string =>
  Buffer.from(JSON.stringify([scoreBps, did])).toString('base64url');

/** The position a cursor stands for; `undefined` where it is not one of ours. */
export function readAgentCursor(cursor: string): AgentPosition | undefined {
  try {
    const [scoreBps, did] = Position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return { scoreBps, did };
  } catch {
    return undefined;
  }
}
