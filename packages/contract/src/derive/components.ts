import * as z from 'zod';
import { mapSchemas, refsWithin } from './json-schema-walk.ts';
import { openUnion } from './open-union.ts';
import { sideForm, type Side } from './sides.ts';
import { ChangedMetadata, describeMetadata, type JsonObject } from './wire-schema.ts';

const REF = '#/components/schemas/';

/** A schema of the contract with its use. `name` is the component's name if the schema is an object or a union and has no id. */
export interface Use {
  readonly schema: z.ZodType;
  readonly side: Side;
  readonly name?: string;
}

interface Forms {
  readonly request: Map<string, JsonObject>;
  readonly answer: Map<string, JsonObject>;
}

/**
 * The named schemas of a document. A schema has a name by its metadata `id`, or by its route if it is the whole body of
 * a request or response. A schema whose form in requests differs from its form in answers has a second component there,
 * with the suffix `Input`.
 */
export class Components {
  private readonly names = new Map<z.core.$ZodType, string>();
  private readonly forms: Forms = { request: new Map(), answer: new Map() };
  private readonly split: ReadonlySet<string>;
  private known: Record<string, JsonObject> | undefined;
  private readonly metadata = new ChangedMetadata((meta, schema) => this.named(meta, schema));

  constructor(uses: readonly Use[]) {
    for (const { schema, name } of uses)
      if (name !== undefined && idOf(schema) === undefined && isObjectOrUnion(schema) && !this.names.has(schema))
        this.names.set(schema, name);
    for (const { schema, side } of uses) this.convert(schema, side);
    for (const [name, form] of new Map(this.forms.answer))
      for (const [part, each] of openUnion(name, form, (variant) => this.resolved(variant, 'answer')))
        this.forms.answer.set(part, each);
    this.split = this.findSplit();
  }

  /** The schema as a reference, or in place if it has no name. */
  schemaOf(schema: z.ZodType, side: Side): JsonObject {
    return this.withNames(this.convert(schema, side), side);
  }

  /** The schema behind a reference of the document. Other schemas are returned unchanged. */
  resolve(schema: JsonObject): JsonObject {
    const ref = schema['$ref'];
    this.known ??= this.all();
    return typeof ref === 'string' ? (this.known[ref.slice(REF.length)] ?? {}) : schema;
  }

  /** Every component in the order of names. */
  all(): Record<string, JsonObject> {
    const all = new Map<string, JsonObject>();
    for (const side of ['answer', 'request'] as const)
      for (const [id, form] of this.forms[side]) {
        const name = this.nameOf(id, side);
        const named = this.withNames(form, side);
        if (all.has(name) && canonical(all.get(name)) !== canonical(named))
          throw new Error(`Two schemas have the name ${name}: change the id of one of them.`);
        all.set(name, named);
      }
    return Object.fromEntries([...all].toSorted(([left], [right]) => (left < right ? -1 : 1)));
  }

  private named(meta: Readonly<Record<string, unknown>>, schema: z.core.$ZodType): Readonly<Record<string, unknown>> {
    const { id: _, ...rest } = meta;
    const id = this.names.get(schema) ?? idOf(schema);
    return id === undefined ? rest : { id, ...rest };
  }

  private convert(schema: z.ZodType, side: Side): JsonObject {
    // In a wrapper, a schema with a name becomes a reference like everywhere else.
    const { $defs = {}, properties } = z.toJSONSchema(z.object({ root: schema }), {
      io: 'input',
      unrepresentable: 'any',
      metadata: this.metadata,
      override: describeMetadata,
    });
    for (const [id, form] of Object.entries($defs)) {
      if (!/^[A-Za-z0-9]+$/.test(id))
        throw new Error(`The schema id "${id}" is no component name: use letters and digits only.`);
      if (!this.forms[side].has(id)) this.forms[side].set(id, sideForm(form as JsonObject, side));
    }
    return sideForm((properties as Record<string, JsonObject>)['root'] ?? {}, side);
  }

  private resolved(schema: JsonObject, side: Side): JsonObject {
    const ref = schema['$ref'];
    return typeof ref === 'string' ? (this.forms[side].get(ref.slice(ref.lastIndexOf('/') + 1)) ?? {}) : schema;
  }

  /** Ids whose two forms differ, in themselves or in a schema that they refer to. */
  private findSplit(): ReadonlySet<string> {
    const { request, answer } = this.forms;
    const shared = [...request.keys()].filter((id) => answer.has(id));
    const split = new Set(shared.filter((id) => canonical(request.get(id)) !== canonical(answer.get(id))));
    for (let size = -1; size !== split.size;) {
      size = split.size;
      for (const id of shared)
        if ([...refsWithin(request.get(id) ?? {})].some((each) => split.has(each))) split.add(id);
    }
    return split;
  }

  private nameOf(id: string, side: Side): string {
    return side === 'request' && this.split.has(id) ? `${id}Input` : id;
  }

  private withNames(schema: JsonObject, side: Side): JsonObject {
    return mapSchemas(schema, (each) =>
      typeof each['$ref'] === 'string'
        ? { ...each, $ref: REF + this.nameOf(each['$ref'].slice(each['$ref'].lastIndexOf('/') + 1), side) }
        : each,
    );
  }
}

/** The id of a schema itself. A copy with changed metadata may repeat the id of the schema that it was made from. */
function idOf(schema: z.core.$ZodType): string | undefined {
  const id = z.globalRegistry.get(schema)?.id;
  const { parent } = schema._zod;
  return id === undefined || (parent !== undefined && idOf(parent) === id) ? undefined : id;
}

/** A text that is the same for values that differ only in the order of members. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : each,
  ) ?? '';

const isObjectOrUnion = (schema: z.ZodType): boolean => ['object', 'union'].includes(schema.def.type);
