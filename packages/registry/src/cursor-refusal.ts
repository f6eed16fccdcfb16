import { refuse } from '@pos/contract/reply.ts';

const DETAILS = {
  cursor: 'Expected the nextCursor of the page before.',
  after: 'Expected the address of the header Link of the answer before.',
};

/** The refusal of a position that the registry did not issue for this list. */
export const refuseCursor = (name: keyof typeof DETAILS = 'cursor') =>
  refuse('request-invalid', {
    errors: [{ in: 'query', pointer: `/${name}`, code: 'format', detail: DETAILS[name] }],
  });
