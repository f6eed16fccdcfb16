import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { Score } from './score.ts';

/**
 * The value of the job that the caller plans to pay for, under its present name `jobValue` and its former name
 * `ticket`.
 */
export const jobValueFields = {
  jobValue: AtomicAmount.optional().meta({
    description: 'Value of the planned job in atomic USDC. Praise for cheaper work counts less.',
  }),
  ticket: AtomicAmount.optional().meta({
    description: 'Former name of jobValue, read for one more release. Use jobValue.',
    deprecated: true,
  }),
};

interface AskedJobValue {
  readonly jobValue?: bigint | undefined;
  readonly ticket?: bigint | undefined;
}

/** The job value of a query in atomic USDC, or `undefined` if the query asks for the score over all job values. */
export const jobValueOf = ({ jobValue, ticket }: AskedJobValue): bigint | undefined => jobValue ?? ticket;

/** False if a request gives different values for `jobValue` and `ticket`. */
export const namesOneJobValue = ({ jobValue, ticket }: AskedJobValue): boolean =>
  jobValue === undefined || ticket === undefined || jobValue === ticket;

export const TWO_JOB_VALUES = {
  path: ['ticket'],
  params: { fault: 'conflict' },
  error: 'It is the former name of jobValue and differs from it. Send jobValue alone.',
};

/** Names the agent whose score is asked for, and optionally the value of the planned job. */
export const ScoreQuery = z.strictObject({ did: Did, ...jobValueFields }).refine(namesOneJobValue, TWO_JOB_VALUES);

/** The head of the agent's hash-chained audit, which commits to every evidence item and every epoch behind the score. */
export const EvidenceRoot = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .nullable()
  .meta({ description: 'SHA-256 head of the audit chain behind the score; null before the first evidence.' });

export const AgentScore = Score.extend({
  did: Did,
  jobValue: AtomicAmount.nullable().meta({
    description: 'The job value that was asked about, in atomic USDC; null for the score over all values.',
  }),
  ticket: AtomicAmount.nullable().meta({
    description: 'The same as jobValue, under its former name, for one more release.',
    deprecated: true,
  }),
  evidenceRoot: EvidenceRoot,
});
