import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { agentRowFrom } from '../domain/agent-row.ts';
import { replayPair } from '../domain/pair-row.ts';
import { scoreOf, type PublishedScore } from '../domain/score.ts';
import { modelOf } from '../model/models.ts';

/**
 * Public evidence of one agent: every payer under a name of the exporter's choice, the credibility that the last epoch
 * gave it at this agent, and its events. `published` is what the registry said, where the exporter adds it.
 */
export const EvidenceExport = z.object({
  modelVersion: z.string(),
  landmarkMs: z.number().int(),
  asOfMs: z.number().int(),
  ticketUsd: z.number().positive().nullable().default(null),
  pairs: z.array(
    z.object({
      payer: z.string(),
      credibility: z.number().min(0).max(1),
      events: z.array(
        z.object({
          id: z.string(),
          atMs: z.number().int(),
          kind: z.enum(['implicit', 'rating', 'adjudicated', 'oracle', 'zk']),
          outcome: z.number().min(0).max(1),
          valueUsd: z.number().nonnegative(),
        }),
      ),
    }),
  ),
  published: z.object({ scoreBps: z.number().int(), sums: z.array(z.number()).optional() }).optional(),
});
export type EvidenceExport = z.infer<typeof EvidenceExport>;

export interface Replay {
  readonly score: PublishedScore;
  readonly sums: readonly number[];
  /** Whether the published score (and row, where given) is what the evidence gives; absent where none was published. */
  readonly agrees?: boolean;
}

/** Computes a score again from public evidence, to the bit. */
export function replayExport(exported: EvidenceExport): Replay {
  const model = modelOf(exported.modelVersion);
  if (!model) throw new RangeError(`Model ${exported.modelVersion} is not of this release: take one that lists it`);
  const pairs = exported.pairs.map(({ credibility, events }) => ({ credibility, pair: replayPair(events, model) }));
  const row = agentRowFrom(pairs, exported.landmarkMs, model);
  const score = scoreOf(row, exported.asOfMs, exported.ticketUsd, model);
  const { published } = exported;
  if (!published) return { score, sums: row.sums };
  const sameRow = !published.sums || published.sums.every((sum, index) => Object.is(sum, row.sums[index]));
  return { score, sums: row.sums, agrees: sameRow && published.scoreBps === score.scoreBps };
}

export const readExport = (path: string): EvidenceExport =>
  EvidenceExport.parse(JSON.parse(readFileSync(path, 'utf8')));
