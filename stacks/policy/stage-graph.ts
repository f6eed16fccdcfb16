/**
 * All stacks of one stage as a single graph. Stacks refer to each other through remote state. In the graph every
 * reference names its target resource, such as `${dev-network:aws_vpc.main.id}`, so a rule sees connections across
 * stacks.
 */
export type Attributes = Readonly<Record<string, unknown>>;

/** The part of a `cdk.tf.json` that rules read. */
export type StackConfiguration = {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Attributes>>>> | undefined;
  readonly data?: Readonly<Record<string, Readonly<Record<string, Attributes>>>> | undefined;
  readonly output?: Readonly<Record<string, { readonly value: string; readonly description?: string }>> | undefined;
  readonly terraform: { readonly backend: Readonly<Record<string, Attributes>> };
};

export type Resource = {
  /** `dev-network:aws_vpc.main`. */
  readonly id: string;
  /** Name of the stack without its stage: `network`. */
  readonly stack: string;
  readonly type: string;
  /** Logical name, which is the path of the construct. */
  readonly name: string;
  /** Attributes, with references resolved to resources. */
  readonly attributes: Attributes;
};

type Output = {
  readonly stack: string;
  readonly name: string;
  readonly value: string;
  readonly published: boolean;
};

export type StageGraph = {
  readonly stage: string;
  readonly stacks: readonly string[];
  readonly resources: readonly Resource[];
  readonly outputs: readonly Output[];
  readonly backends: Readonly<Record<string, Attributes>>;
  readonly of: (...types: readonly string[]) => readonly Resource[];
  readonly find: (id: string) => Resource | undefined;
};

type Stacks = Readonly<Record<string, StackConfiguration>>;

const remoteReference = /data\.terraform_remote_state\.cross-stack-reference-input-([\w-]+)\.outputs\.([\w-]+)/g;
const localReference = /(?<![\w:.-])((?:data\.|ephemeral\.)?(?:aws|random)_\w+\.[\w-]+)/g;
const qualifiedReference = /([a-z][a-z0-9]*-[a-z]+):((?:aws|random)_\w+\.[\w-]+)(?:\.(\w+))?/g;

/** Builds the graph of each stage from stacks that are named `<stage>-<stack>`. */
export function stageGraphs(stacks: Stacks): StageGraph[] {
  const stages = [...new Set(Object.keys(stacks).map((name) => split(name).stage))];
  return stages.map((stage) =>
    graphOf(stage, Object.fromEntries(Object.entries(stacks).filter(([name]) => split(name).stage === stage))),
  );
}

function graphOf(stage: string, stacks: Stacks): StageGraph {
  const qualify =
    (stack: string) =>
    (text: string): string =>
      qualified(stacks, stack, text, 0);
  const resources = Object.entries(stacks).flatMap(([stack, { resource = {} }]) =>
    Object.entries(resource).flatMap(([type, named]) =>
      Object.entries(named).map(([name, attributes]): Resource => ({
        id: `${stack}:${type}.${name}`,
        stack: split(stack).stack,
        type,
        name,
        attributes: mapTexts(written(attributes), qualify(stack)) as Attributes,
      })),
    ),
  );
  const outputs = Object.entries(stacks).flatMap(([stack, { output = {} }]) =>
    Object.entries(output).map(([name, { value }]): Output => ({
      stack: split(stack).stack,
      name,
      value: qualify(stack)(String(value)),
      published: !name.startsWith('cross-stack-output-'),
    })),
  );
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const byType = Map.groupBy(resources, ({ type }) => type);
  return {
    stage,
    stacks: Object.keys(stacks).map((name) => split(name).stack),
    resources,
    outputs,
    backends: Object.fromEntries(
      Object.entries(stacks).map(([name, { terraform }]) => [split(name).stack, terraform.backend]),
    ),
    of: (...types) => types.flatMap((type) => byType.get(type) ?? []),
    find: (id) => byId.get(id),
  };
}

/** The attributes without the metadata of CDKTF. */
const written = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== '//'));

/**
 * Replaces remote references by the value of the output in the other stack. CDKTF refuses cycles between stacks; the
 * depth bounds malformed input.
 */
function qualified(stacks: Stacks, stack: string, text: string, depth: number): string {
  if (depth > 10) throw new Error(`${stack}: the references form a cycle: ${text.slice(0, 200)}`);
  const local = text.replaceAll(localReference, (reference, address: string) =>
    address.startsWith('data.terraform_remote_state') ? reference : `${stack}:${address}`,
  );
  return local.replaceAll(remoteReference, (_, other: string, output: string) => {
    const value = stacks[other]?.output?.[output]?.value;
    if (value === undefined)
      throw new Error(`${stack} reads the output ${output} of ${other}, which has no such output.`);
    return qualified(stacks, other, String(value), depth + 1).replace(/^\$\{([^}]*)\}$/, '$1');
  });
}

function mapTexts(value: unknown, of: (text: string) => string): unknown {
  if (typeof value === 'string') return of(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, of));
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [of(key), mapTexts(each, of)]));
  return value;
}

const split = (name: string): { stage: string; stack: string } => {
  const [stage = '', ...rest] = name.split('-');
  return { stage, stack: rest.join('-') };
};

type Reference = { readonly id: string; readonly attribute: string | undefined };

/** Every resource that a value refers to, at any depth. */
export function referencesIn(value: unknown): Reference[] {
  return textsIn(value).flatMap((text) =>
    [...text.matchAll(qualifiedReference)].map(([, stack, address, attribute]) => ({
      id: `${stack}:${address}`,
      attribute,
    })),
  );
}

/** The first resource that a value refers to, or `undefined`. */
export const referred = (graph: StageGraph, value: unknown): Resource | undefined =>
  graph.find(referencesIn(value)[0]?.id ?? '');

/** Every string in a value, at any depth. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value !== null && typeof value === 'object') return Object.values(value).flatMap(textsIn);
  return [];
}

/** The blocks of a value, which the synthesized JSON holds alone or in a list. */
export const blocks = (value: unknown): readonly Attributes[] =>
  Array.isArray(value)
    ? (value as Attributes[])
    : value !== null && typeof value === 'object'
      ? [value as Attributes]
      : [];

/** Resolves references in a string to attributes whose literal values are in the graph. */
export function literal(graph: StageGraph, value: unknown, depth = 0): string {
  const text = typeof value === 'string' ? value : '';
  if (depth > 5) return text;
  return text.replaceAll(
    /\$\{([a-z][a-z0-9]*-[a-z]+:(?:aws|random)_\w+\.[\w-]+)\.(\w+)\}/g,
    (reference, id: string, attribute: string) => {
      const written = graph.find(id)?.attributes[attribute];
      return typeof written === 'string' ? literal(graph, written, depth + 1) : reference;
    },
  );
}
