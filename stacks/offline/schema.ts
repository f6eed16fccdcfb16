/** A type of the Terraform type system, in the JSON form of the provider protocol. */
export type ValueType =
  | 'string'
  | 'number'
  | 'bool'
  | 'dynamic'
  | readonly ['list' | 'set' | 'map', ValueType]
  | readonly ['object', Readonly<Record<string, ValueType>>];

export type SchemaAttribute = {
  readonly name: string;
  readonly type: ValueType;
  readonly required: boolean;
  readonly optional: boolean;
  readonly computed: boolean;
  readonly writeOnly: boolean;
};

export type NestedBlock = {
  readonly name: string;
  readonly nesting: 'single' | 'list' | 'set';
  readonly block: SchemaBlock;
  readonly minItems: number;
  readonly maxItems: number;
};

export type SchemaBlock = { readonly attributes: readonly SchemaAttribute[]; readonly blocks: readonly NestedBlock[] };

export type ProviderSchema = {
  readonly provider: SchemaBlock;
  readonly resources: Readonly<Record<string, SchemaBlock>>;
  readonly dataSources: Readonly<Record<string, SchemaBlock>>;
  readonly ephemerals: Readonly<Record<string, SchemaBlock>>;
};
