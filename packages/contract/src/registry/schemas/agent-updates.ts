import * as z from 'zod';
import { Instant } from '../../schemas/time.ts';

/** The last time that PostgreSQL and ISO 8601 write with four digits of the year. */
const LATEST = new Date('9999-12-31T23:59:59.999Z');

export const UpdatedSince = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .pipe(z.date().min(new Date(0)).max(LATEST))
  .meta({
    description:
      'Lists the agents that registered, changed or were removed at or after this time, oldest change first. It cannot be combined with a filter.',
    example: '2026-01-31T12:00:00.000Z',
  });

/** An agent that the registry no longer lists. */
export const AgentRemoval = z.object({
  status: z.enum(['suspended', 'retired']),
  updatedAt: Instant.meta({ description: 'When the status changed.' }),
});

const FILTERS = ['skills', 'q', 'minScoreBps'] as const;

/**
 * Refinement of a search: changes are not filtered. An agent that stops matching a filter would otherwise disappear
 * without a trace.
 */
export const UPDATES_ALONE: [
  (given: Partial<Readonly<Record<(typeof FILTERS)[number] | 'updatedSince', unknown>>>) => boolean,
  { path: string[]; params: { fault: 'conflict' }; error: string },
] = [
  (given) => given.updatedSince === undefined || FILTERS.every((name) => given[name] === undefined),
  {
    path: ['updatedSince'],
    params: { fault: 'conflict' },
    error: `It lists every change. Leave out ${FILTERS.join(', ')}, and filter the agents that you receive.`,
  },
];
