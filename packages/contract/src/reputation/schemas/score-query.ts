import { AtomicAmount } from '@pos/vocabulary/atomic-amount.ts';
import { Did } from '@pos/vocabulary/did.ts';
import * as z from 'zod';
import { formerNameOf, oneOfTwoNames } from '../../schemas/former-name.ts';
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
    description: 'Former name of jobValue.',
    ...formerNameOf('jobValue'),
  }),
};

interface AskedJobValue {
  readonly jobValue?: bigint | undefined;
  readonly ticket?: bigint | undefined;
}

/** The job value of a query in atomic USDC, or `undefined` if the query asks for the score over all job values. */
export const jobValueOf = ({ jobValue, ticket }: AskedJobValue): bigint | undefined => jobValue ?? ticket;

export const ONE_JOB_VALUE = oneOfTwoNames('ticket', 'jobValue');

/** Names the agent whose score is asked for, and optionally the value of the planned job. */
export const ScoreQuery = z.strictObject({ did: Did, ...jobValueFields }).refine(...ONE_JOB_VALUE);

/** SHA-256 of one row of an agent's audit, which contains the hash of the row before it. */
export const AuditHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({
    id: 'AuditHash',
    description: 'SHA-256 of one row of the audit of an agent, in hex.',
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  });

/**
 * The score of an agent in every answer. `evidenceRoot` is the hash of the newest row of the agent's audit, and commits
 * to every evidence item and every epoch behind the score.
 */
export const AgentScore = Score.extend({
  did: Did,
  jobValue: AtomicAmount.nullable().meta({
    description: 'The job value that was asked about, in atomic USDC; null for the score over all values.',
  }),
  evidenceRoot: AuditHash.nullable().meta({
    description: 'auditHash of the newest row of the audit behind the score; null before the first evidence.',
  }),
}).meta({ id: 'AgentScore', description: 'The score of an agent for a job value.' });

/** The score in answers to a query that may name a job value. */
export const QueriedScore = AgentScore.extend({
  ticket: AtomicAmount.nullable().meta({
    description: 'The same as jobValue, under its former name.',
    ...formerNameOf('jobValue'),
  }),
}).meta({ id: 'QueriedScore', description: 'The score in the answer to a query that may name a job value.' });
