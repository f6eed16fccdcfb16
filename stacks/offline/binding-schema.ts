/**
 * Reads the schema of the provider from the generated bindings. For every argument a binding contains the metadata of
 * its HCL synthesis (block or attribute, collection, element), and for every attribute a comment with its use
 * (computed, optional, required). Allowed values and conflicts are not in the bindings and are not checked.
 */
import type { NestedBlock, SchemaAttribute, SchemaBlock, ValueType } from './schema.ts';

type Argument = {
  readonly block: boolean;
  readonly collection: string;
  readonly element: string;
  readonly writeOnly: boolean;
};
type Attribute = {
  readonly name: string;
  readonly computed: boolean;
  readonly optional: boolean;
  readonly required: boolean;
  readonly body: string;
};

type Binding = {
  /** Struct → its arguments. The empty name is the resource itself. */
  readonly structs: ReadonlyMap<string, ReadonlyMap<string, Argument>>;
  /** Class → its attributes. */
  readonly classes: ReadonlyMap<string, readonly Attribute[]>;
  readonly main: string;
};

const argumentPattern =
  /^ +(\w+): \{\n +value: (.*),\n +isBlock: (true|false),\n +type: "(\w+)",\n +storageClassType: "(\w+)",/gm;
const attributePattern = /^ {4}\/\/ (\w+) - computed: (true|false), optional: (true|false), required: (true|false)\n/gm;

/** The schema of the resource, data source or provider that the source text of a binding describes. */
export function schemaOfBinding(source: string): SchemaBlock {
  const binding = parse(source);
  return block(binding, '', binding.main);
}

function parse(source: string): Binding {
  const structs = new Map<string, ReadonlyMap<string, Argument>>();
  const classes = new Map<string, readonly Attribute[]>();
  let main = '';
  for (const unit of source.split(/^(?=function |class )/m)) {
    const struct = /^function (\w+)ToHclTerraform\(/.exec(unit)?.[1];
    if (struct) structs.set(pascal(struct), argumentsIn(unit));
    const [, name, parent] = /^class (\w+) extends cdktn\.(\w+)/.exec(unit) ?? [];
    if (name === undefined || parent === undefined) continue;
    classes.set(name, attributesIn(unit));
    if (!parent.startsWith('Complex')) {
      main = name;
      structs.set('', argumentsIn(unit.slice(unit.indexOf('synthesizeHclAttributes()'))));
    }
  }
  if (main === '')
    throw new Error(
      'The binding has no resource class: the bindings were generated in a form that this reader does not support.',
    );
  return { structs, classes, main };
}

function argumentsIn(unit: string): ReadonlyMap<string, Argument> {
  const found = [...unit.matchAll(argumentPattern)].map(
    ([, name = '', value = '', isBlock, collection = '', element = '']): [string, Argument] => [
      name,
      { block: isBlock === 'true', collection, element, writeOnly: value.includes('markWriteOnlyAttribute') },
    ],
  );
  return new Map(found);
}

function attributesIn(unit: string): Attribute[] {
  const found = [...unit.matchAll(attributePattern)];
  return found.map((match, index) => ({
    name: match[1] ?? '',
    computed: match[2] === 'true',
    optional: match[3] === 'true',
    required: match[4] === 'true',
    body: unit.slice(match.index, found[index + 1]?.index),
  }));
}

function block(binding: Binding, struct: string, className: string): SchemaBlock {
  const given = binding.structs.get(struct) ?? new Map<string, Argument>();
  const described = new Map((binding.classes.get(className) ?? []).map((attribute) => [attribute.name, attribute]));
  const attributes: SchemaAttribute[] = [];
  const blocks: NestedBlock[] = [];
  for (const name of new Set([...given.keys(), ...described.keys()])) {
    const argument = given.get(name);
    // Structs of a provider block have no class with attribute comments. Their arguments are known only to be optional.
    const { computed, optional, required, body } = described.get(name) ?? {
      computed: false,
      optional: true,
      required: false,
      body: '',
    };
    if (argument?.block) blocks.push(nested(binding, name, argument, { required, body }));
    else
      attributes.push({
        name,
        type: argument ? argumentType(argument) : computedType(binding, body),
        required,
        optional,
        computed,
        writeOnly: argument?.writeOnly ?? false,
      });
  }
  return { attributes, blocks };
}

function nested(
  binding: Binding,
  name: string,
  argument: Argument,
  { required, body }: { required: boolean; body: string },
): NestedBlock {
  const struct = argument.element.replace(/List$/, '');
  const inner = block(binding, struct, `${struct}OutputReference`);
  const single = body.includes(`new ${struct}OutputReference(`);
  if (argument.collection === 'struct') return { name, nesting: 'single', block: inner, minItems: 0, maxItems: 0 };
  // Terraform refuses a set of blocks whose content has no fixed type, such as the rules of a firewall, but accepts a
  // list.
  return {
    name,
    nesting: argument.collection === 'set' && !isOpen(inner) ? 'set' : 'list',
    block: inner,
    minItems: required ? 1 : 0,
    maxItems: single ? 1 : 0,
  };
}

const isOpen = ({ attributes, blocks }: SchemaBlock): boolean =>
  attributes.some(({ type }) => type === 'dynamic') || blocks.some(({ block: of }) => isOpen(of));

function argumentType({ collection, element }: Argument): ValueType {
  const whole = elementType(element);
  // For "stringList" with "set", the element says how the binding stores the value and the collection how Terraform
  // types it.
  return collection === 'set' && Array.isArray(whole) ? ['set', (whole as readonly [string, ValueType])[1]] : whole;
}

function elementType(element: string): ValueType {
  if (element === 'string' || element === 'number') return element;
  if (element === 'boolean') return 'bool';
  if (element.endsWith('List')) return ['list', elementType(element.slice(0, -'List'.length))];
  if (element.endsWith('Map')) return ['map', elementType(element.slice(0, -'Map'.length))];
  return 'dynamic';
}

/** The type of a computed attribute, from the getter that reads it. */
function computedType(binding: Binding, body: string): ValueType {
  const [, structured, kind, wrapsSet] =
    /new (\w+?)(List|Map|OutputReference)\(this, "\w+"(?:, (true|false))?\)/.exec(body) ?? [];
  if (structured !== undefined && kind !== undefined) {
    const object = objectType(binding, structured);
    if (kind === 'OutputReference') return object;
    return [kind === 'Map' ? 'map' : wrapsSet === 'true' ? 'set' : 'list', object];
  }
  const getter = /get(String|Number|Boolean|StringMap|NumberMap|BooleanMap|List|NumberList)Attribute\(/.exec(body)?.[1];
  const scalar: ValueType = getter?.startsWith('Number') ? 'number' : getter?.startsWith('Boolean') ? 'bool' : 'string';
  if (getter === undefined) return 'dynamic';
  if (getter.endsWith('Map')) return ['map', scalar];
  if (getter.endsWith('List')) return [body.includes('Fn.tolist(') ? 'set' : 'list', scalar];
  return scalar;
}

function objectType(binding: Binding, structured: string): ValueType {
  const { attributes, blocks } = block(binding, structured, `${structured}OutputReference`);
  const members = attributes.map(({ name, type }): [string, ValueType] => [name, type]);
  const inner = blocks.map(({ name, nesting, block: of }): [string, ValueType] => {
    const object: ValueType = ['object', Object.fromEntries(of.attributes.map((each) => [each.name, each.type]))];
    return [name, nesting === 'single' ? object : [nesting, object]];
  });
  return ['object', Object.fromEntries([...members, ...inner])];
}

const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/**
 * Returns a function that lists unknown and missing arguments of a value, by path. It is for recursive structs, such as
 * the statement of a firewall rule. No Terraform schema can describe them, so the bindings do not check them.
 */
export function faultFinder(source: string, struct: string): (value: unknown) => readonly string[] {
  const binding = parse(source);
  const visit = (name: string, held: unknown, path: string): string[] => {
    const given = binding.structs.get(name) ?? new Map<string, Argument>();
    const wanted = (binding.classes.get(`${name}OutputReference`) ?? []).filter(({ required }) => required);
    const members = Object.entries(held as object);
    return [
      ...wanted
        .filter(({ name: each }) => !members.some(([key]) => key === each))
        .map(({ name: each }) => `${path} lacks ${each}`),
      ...members.flatMap(([key, inner]) => {
        const argument = given.get(key);
        if (argument === undefined) return [`${path} takes no ${key}`];
        return argument.block
          ? [inner].flat().flatMap((each) => visit(argument.element.replace(/List$/, ''), each, `${path}.${key}`))
          : [];
      }),
    ];
  };
  return (value) => visit(struct, value, struct);
}
