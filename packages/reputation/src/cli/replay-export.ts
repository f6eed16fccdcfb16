import { verifyChain } from '@pos/database/domain/audit-chain.ts';
import { isDid } from '@pos/vocabulary/did.ts';
import type { Json } from '@pos/vocabulary/json.ts';
import * as z from 'zod';
import { agentRowFrom } from '../domain/agent-row.ts';
import { replayPair } from '../domain/pair-row.ts';
import { standingEvidence } from '../domain/standing-evidence.ts';
import { scoreOf, type PublishedScore } from '../domain/score.ts';
import { modelOf } from '../model/models.ts';
import { AuditPayload } from '../store/audit-payload.ts';
import { parseInput, readInput } from './input-file.ts';

const JobValueUsd = z.number().positive().nullish();

/**
 * Public evidence of one agent: for every payer its name (the exporter may choose one), its credibility at this agent
 * in the last epoch, and its events. `published` is the registry's own score, if the exporter adds it.
 */
export const EvidenceExport = z.object({
  modelVersion: z.string(),
  landmarkMs: z.number().int(),
  asOfMs: z.number().int(),
  /** Value of the planned job in USD; null or missing for the score over all values. */
  jobValueUsd: JobValueUsd,
  /** @deprecated The name of `jobValueUsd` in exports of the former release. */
  ticketUsd: JobValueUsd,
  pairs: z.array(
    z.object({
      payer: z.string(),
      credibility: z.number().min(0).max(1),
      events: z.array(
        z.object({
          id: z.string(),
          atMs: z.number().int(),
          kind: z.enum(['implicit', 'outcome', 'rating', 'oracle', 'zk', 'adjudicated', 'dismissed', 'reversed']),
          outcome: z.number().min(0).max(1),
          valueUsd: z.number().nonnegative(),
          /** The settlement that the item is about. A stronger item about the same settlement replaces it. */
          subject: z.string().nullable().default(null),
          revision: z.number().int().default(0),
          /** The signed text behind the item, to be checked by its signature. Exports of the former release call it `statement`. */
          provenance: z.unknown().optional(),
        }),
      ),
    }),
  ),
  /** The agent's audit from its first row on. The last row is about the published score. */
  audit: z
    .array(
      z.object({
        sequence: z.number().int(),
        previousHash: z.string(),
        hash: z.string(),
        payload: z.unknown(),
        at: z.iso.datetime(),
      }),
    )
    .optional(),
  did: z.string().optional(),
  published: z.object({ scoreBps: z.number().int(), sums: z.array(z.number()).optional() }).optional(),
});
export type EvidenceExport = z.input<typeof EvidenceExport>;

export interface Replay {
  readonly score: PublishedScore;
  readonly sums: readonly number[];
  /**
   * Whether the evidence gives the published score, and the published row if there is one; absent if none was
   * published.
   */
  readonly agrees?: boolean;
  /** Whether the audit is an unbroken chain that ends in this score; absent if none was exported. */
  readonly chain?: 'unbroken' | 'broken' | 'of-another-score';
  /** Whether the export holds exactly the evidence that the audit names. */
  readonly evidence?: 'complete' | 'incomplete';
  /** Head of the chain, which the registry publishes with the score. */
  readonly evidenceRoot?: string;
}

/** Computes a score again from public evidence, to the bit. */
export function replayExport(given: EvidenceExport): Replay {
  const exported = EvidenceExport.parse(given);
  const model = modelOf(exported.modelVersion);
  if (!model)
    throw new RangeError(`Model ${exported.modelVersion} is not part of this release: use a release that lists it`);
  const pairs = exported.pairs.map(({ credibility, events }) => ({
    credibility,
    pair: replayPair(standingEvidence(events), model),
  }));
  const row = agentRowFrom(pairs, exported.landmarkMs, model);
  const score = scoreOf(row, exported.asOfMs, exported.jobValueUsd ?? exported.ticketUsd ?? null, model);
  const { published } = exported;
  const audited = auditOf(exported, score);
  if (!published) return { score, sums: row.sums, ...audited };
  const sameRow = !published.sums || published.sums.every((sum, index) => Object.is(sum, row.sums[index]));
  return { score, sums: row.sums, agrees: sameRow && published.scoreBps === score.scoreBps, ...audited };
}

/** Whether a checker of the export can accept the published score. */
export const isSound = ({ agrees, chain, evidence }: Replay): boolean =>
  agrees !== false && (chain === undefined || chain === 'unbroken') && evidence !== 'incomplete';

function auditOf(
  { audit, did, pairs }: z.output<typeof EvidenceExport>,
  score: PublishedScore,
): Pick<Replay, 'chain' | 'evidenceRoot' | 'evidence'> {
  if (audit === undefined || !isDid(did)) return {};
  const verified = verifyChain(
    audit.map((row) => ({ ...row, did, payload: row.payload as Json, at: new Date(row.at) })),
  );
  const payloads = audit.map(({ payload }) => AuditPayload.safeParse(payload));
  const read = payloads.flatMap(({ data }) => data ?? []);
  if (!verified.ok || read.length < payloads.length) return { chain: 'broken' };
  const last = read.at(-1)?.score;
  const ends =
    last?.scoreBps === score.scoreBps &&
    last.evidence === score.evidence &&
    last.asOf.getTime() === score.asOfMs &&
    last.modelVersion === score.modelVersion;
  const evidence = namesExactly(
    read,
    pairs.flatMap(({ events }) => events.map(({ id }) => id)),
  )
    ? 'complete'
    : 'incomplete';
  return { chain: ends ? 'unbroken' : 'of-another-score', evidenceRoot: verified.value.hash, evidence };
}

/**
 * Whether the audit names exactly the exported evidence. Audit rows of the first releases name no cause; for an audit
 * with such rows only missing evidence can be detected.
 */
function namesExactly(audit: readonly z.output<typeof AuditPayload>[], exported: readonly string[]): boolean {
  const named = new Set(
    audit.flatMap(({ cause }) =>
      cause !== undefined && 'evidence' in cause ? cause.evidence.map(({ id }) => id) : [],
    ),
  );
  const there = new Set(exported);
  const allNamed = audit.some(({ cause }) => cause === undefined) || [...there].every((id) => named.has(id));
  return allNamed && [...named].every((id) => there.has(id));
}

export const readExport = (path: string): EvidenceExport =>
  parseInput(EvidenceExport, readInput(path), {
    where: path,
    cure: 'Make it with: export --database URL --did DID --out E.json',
  });
