import * as z from 'zod';
import { describeDeprecation } from './deprecation.ts';
import { describeVisibility } from './describe-visibility.ts';

export type JsonObject = Record<string, unknown>;

type Metadata = Readonly<Record<string, unknown>>;

/** A registry that changes the metadata of every schema during a conversion to JSON Schema. */
export class ChangedMetadata extends z.core.$ZodRegistry<Record<string, unknown>> {
  private readonly change: (meta: Metadata, schema: z.core.$ZodType) => Metadata;

  constructor(change: (meta: Metadata, schema: z.core.$ZodType) => Metadata) {
    super();
    this.change = change;
  }

  override get<S extends z.core.$ZodType>(schema: S): ReturnType<z.core.$ZodRegistry<Record<string, unknown>>['get']> {
    return { ...this.change(z.globalRegistry.get(schema) ?? {}, schema) };
  }
}

/** Metadata without ids. With it a conversion repeats every named schema in place of a reference. */
export const UNNAMED = new ChangedMetadata((meta) => {
  const { id: _, ...rest } = meta;
  return rest;
});

/** Replaces the contract's metadata by keywords and extensions. Pass it as `override` to `z.toJSONSchema`. */
export const describeMetadata = (context: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void => {
  describeVisibility(context);
  describeDeprecation(context);
};

/** The wire form of a schema in JSON Schema 2020-12, the dialect of OpenAPI 3.1, without references. */
export const wireSchema = (schema: z.ZodType): JsonObject => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    metadata: UNNAMED,
    override: describeMetadata,
  });
  return rest;
};
