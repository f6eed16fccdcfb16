import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { Score } from './score.ts';

export const Ticket = AtomicAmount.optional().meta({
  description: 'Size of the job in atomic USDC: evidence from smaller jobs counts less.',
});

/** Whose score is asked for, and for a job of which size. */
export const ScoreQuery = z.strictObject({ did: Did, ticket: Ticket });

/** The head of the agent's hash-chained audit, which commits to every piece of evidence and every epoch behind the score. */
export const EvidenceRoot = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .nullable()
  .meta({ description: 'SHA-256 head of the audit chain behind the score; null before the first evidence.' });

export const AgentScore = Score.extend({ did: Did, ticket: AtomicAmount.nullable(), evidenceRoot: EvidenceRoot });
