import * as z from 'zod';

/** A problem of the catalogue. */
export const CataloguedProblem = z
  .object({
    code: z.string().meta({ description: 'The member "code" of a problem document. It never changes its meaning.' }),
    type: z.string().meta({ description: 'The member "type" of a problem document. It is the same at every stage.' }),
    title: z.string(),
    status: z.number().int(),
    cure: z.string().meta({ description: 'What the caller can do about the problem.' }),
    since: z.iso
      .date()
      .meta({ description: 'The day on which callers could first receive the problem.', example: '2026-12-01' }),
    routes: z.array(z.string()).meta({
      description:
        'Operation ids of the routes that can answer with the problem. Empty if no route does, only the gateway.',
    }),
  })
  .meta({ id: 'CataloguedProblem', description: 'A problem of the catalogue.' });
export type CataloguedProblem = z.output<typeof CataloguedProblem>;
