import { FIELD_FAULTS, type FieldFault } from '@pos/vocabulary/problem.ts';
import * as z from 'zod';

/** Maximum number of events of one request. EventBridge takes as many at once. */
export const PUBLISH_LIMIT = 10;

const codes = Object.keys(FIELD_FAULTS) as [FieldFault, ...FieldFault[]];

/** The problem of one event, in the form of a problem document (RFC 9457). */
const EventProblem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  cure: z.string(),
  detail: z.string().optional(),
  errors: z
    .array(z.object({ in: z.literal('body'), pointer: z.string(), code: z.enum(codes), detail: z.string() }))
    .optional(),
});

/** What became of one event. */
export const Disposition = z
  .discriminatedUnion('disposition', [
    z
      .object({
        disposition: z.literal('accepted'),
        id: z.string().meta({ description: 'The id that the bus gave to the event.' }),
      })
      .meta({ id: 'AcceptedEvent', description: 'An event that is on the bus.' }),
    z
      .object({ disposition: z.literal('refused'), problem: EventProblem })
      .meta({ id: 'RefusedEvent', description: 'An event that was not published, and why.' }),
  ])
  .meta({ id: 'Disposition', description: 'What became of one event.' });
export type Disposition = z.output<typeof Disposition>;
