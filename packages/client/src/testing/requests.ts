import type { RouteDeclaration } from '@pos/contract/route.ts';
import fc from 'fast-check';
import type * as z from 'zod';
import type { AnyRequest } from '../call-options.ts';
import { wireValues } from './wire-values.ts';

/** Requests of a route that fit its schemas, without the refinements that relate several members. */
export function requestsOf(route: RouteDeclaration): fc.Arbitrary<AnyRequest> {
  const part = (schema: z.ZodType | undefined) =>
    schema === undefined ? fc.constant(undefined) : wireValues(schema, 'present');
  return fc.record({
    params: part(route.params),
    query: part(route.query),
    body: part(route.body),
  }) as fc.Arbitrary<AnyRequest>;
}
