import * as z from 'zod';

const Position = z.tuple([z.number().int(), z.string()]);

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
