import { refuse } from '@pos/contract/reply.ts';

/** The refusal of a cursor that the registry did not issue for this list. */
export const refuseCursor = (detail = 'Expected the nextCursor of the page before.') =>
  refuse('request-invalid', { errors: [{ in: 'query', pointer: '/cursor', code: 'format', detail }] });
