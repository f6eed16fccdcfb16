import { mapSchemas } from './json-schema-walk.ts';
import type { JsonObject } from './wire-schema.ts';

/**
 * Where a schema is used. Requests are as closed as the contract declares them, answers and events are open:
 * docs/api-stability.md.
 */
export type Side = 'request' | 'answer';

/** Writes the example of a schema under the keyword of JSON Schema 2020-12. */
function standardExample({ example, ...schema }: JsonObject): JsonObject {
  return example === undefined || 'examples' in schema ? schema : { ...schema, examples: [example] };
}

/**
 * Opens a schema of an answer. Objects allow unknown members, and enums become strings whose present values are listed
 * under `x-extensible-enum`, as rule 112 of Zalando's guidelines says.
 */
export function openSchema(schema: JsonObject): JsonObject {
  const { additionalProperties, enum: values, ...rest } = schema;
  const isClosed = additionalProperties === false || Object.keys(Object(additionalProperties)).length === 0;
  const opened = { ...rest, ...(additionalProperties === undefined || isClosed ? {} : { additionalProperties }) };
  if (!Array.isArray(values)) return opened;
  const texts = values.every((value) => typeof value === 'string');
  return texts ? { ...opened, type: 'string', 'x-extensible-enum': values } : { ...opened, enum: values };
}

/** The published form of a converted schema on one side. */
export const sideForm = (schema: JsonObject, side: Side): JsonObject =>
  mapSchemas(schema, (each) => (side === 'answer' ? openSchema(standardExample(each)) : standardExample(each)));
