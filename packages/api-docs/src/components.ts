import type { OpenApiDocument } from '@pos/contract/derive/open-api.ts';
import { exampleOf } from '@pos/contract/derive/example.ts';
import { componentOf, type Schema } from './schema.ts';

/** The named schemas of the document. */
export class Components {
  readonly schemas: Readonly<Record<string, Schema>>;

  constructor(document: OpenApiDocument) {
    this.schemas = document.components['schemas'] as Readonly<Record<string, Schema>>;
  }

  /** The schema behind a reference. Other schemas are returned unchanged. */
  resolve(schema: Schema): Schema {
    const component = componentOf(schema);
    if (component === undefined) return schema;
    const found = this.schemas[component];
    if (found === undefined) throw new Error(`The OpenAPI document has no schema ${component}`);
    return found;
  }

  /** An example value of a schema. */
  example(schema: Schema): unknown {
    return exampleOf({ ...schema }, ($ref) => ({ ...this.resolve({ $ref }) }));
  }
}
