import { parseSync } from 'oxc-parser';

/** Mutation operators. None of them changes numbers, regular expressions or prose. */
export type Operator =
  | 'boundary'
  | 'equality'
  | 'logical'
  | 'boolean'
  | 'negation'
  | 'arithmetic'
  | 'condition'
  | 'statement'
  | 'string'
  | 'array'
  | 'optional-chain'
  | 'method';

/** One change to one place of a source text. */
export interface Change {
  readonly operator: Operator;
  /** Offsets in UTF-16 units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** The members that every ESTree node has. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [member: string]: unknown;
}

const BOUNDARIES: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };
const EQUALITIES: Readonly<Record<string, string>> = { '===': '!==', '!==': '===' };
const ARITHMETIC: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '**': '*',
  '+=': '-=',
  '-=': '+=',
  '++': '--',
  '--': '++',
};
const METHODS: Readonly<Record<string, string>> = {
  every: 'some',
  some: 'every',
  min: 'max',
  max: 'min',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
};

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;
const nodeAt = (node: Node, member: string): Node => node[member] as Node;

/** Type assertions. The expression inside them is code, the rest is not. */
const TYPE_WRAPPERS = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'TSTypeAssertion']);
/** Members that hold names and not code. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  ImportDeclaration: ['source', 'specifiers', 'attributes'],
  ExportNamedDeclaration: ['source', 'specifiers', 'attributes'],
  ExportAllDeclaration: ['source', 'exported', 'attributes'],
};

/** The `name` of an error class, which only appears in logs. */
const isErrorName = (node: Node): boolean =>
  node.type === 'PropertyDefinition' && nodeAt(node, 'key')['name'] === 'name' && node['override'] === true;

function childrenOf(node: Node): readonly Node[] {
  if (isErrorName(node)) return [];
  if (TYPE_WRAPPERS.has(node.type)) return [nodeAt(node, 'expression')];
  if (node.type.startsWith('TS')) return [];
  const skipped = [
    ...(NAMES[node.type] ?? []),
    ...(isKeyed(node) && node['computed'] !== true ? ['key'] : []),
    // `typeArguments`, `typeAnnotation` and their like hold types alone.
    'typeAnnotation',
    'typeArguments',
    'typeParameters',
    'returnType',
  ];
  return Object.entries(node)
    .filter(([member]) => !skipped.includes(member))
    .flatMap(([, value]) => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []));
}

const isKeyed = ({ type }: Node) => type === 'Property' || type === 'PropertyDefinition' || type === 'MethodDefinition';

type Mutate = (node: Node, source: string) => readonly Change[];

/** Replaces the operator between two nodes. */
function between(
  operator: Operator,
  source: string,
  [left, right]: readonly [number, number],
  [from, to]: readonly [string, string],
) {
  const at = source.indexOf(from, left);
  return at < 0 || at >= right ? [] : [{ operator, start: at, end: at + from.length, replacement: to }];
}

const replace = (operator: Operator, { start, end }: Node, replacement: string): Change => ({
  operator,
  start,
  end,
  replacement,
});

const isText = (node: Node): boolean =>
  (node.type === 'Literal' && typeof node['value'] === 'string') || node.type === 'TemplateLiteral';
/** A string with whitespace is prose, such as a log line, an error message or a description. */
const isProse = (text: string): boolean => /\s/.test(text);

const binary: Mutate = (node, source) => {
  const [left, right] = [nodeAt(node, 'left'), nodeAt(node, 'right')];
  const from = String(node['operator']);
  const span = [left.end, right.start] as const;
  const swap = (operator: Operator, table: Readonly<Record<string, string>>) => {
    const to = table[from];
    return to === undefined ? [] : between(operator, source, span, [from, to]);
  };
  const joinsText = from === '+' && (isText(left) || isText(right));
  return [
    ...swap('boundary', BOUNDARIES),
    ...swap('equality', EQUALITIES),
    ...(joinsText ? [] : swap('arithmetic', ARITHMETIC)),
  ];
};

const logical: Mutate = (node, source) => {
  const [left, right] = [nodeAt(node, 'left'), nodeAt(node, 'right')];
  const from = String(node['operator']);
  if (from === '??') return [replace('logical', node, `(${source.slice(left.start, left.end)})`)];
  return between('logical', source, [left.end, right.start], [from, from === '&&' ? '||' : '&&']);
};

const assignment: Mutate = (node, source) => {
  const from = String(node['operator']);
  const to = ARITHMETIC[from];
  const span = [nodeAt(node, 'left').end, nodeAt(node, 'right').start] as const;
  return to === undefined ? [] : between('arithmetic', source, span, [from, to]);
};

const update: Mutate = (node, source) => {
  const from = String(node['operator']);
  return between('arithmetic', source, [node.start, node.end], [from, ARITHMETIC[from] ?? from]);
};

const literal: Mutate = (node) => {
  const value = node['value'];
  if (typeof value === 'boolean') return [replace('boolean', node, String(!value))];
  if (typeof value !== 'string' || isProse(value)) return [];
  return [replace('string', node, value === '' ? "'mutant'" : "''")];
};

const template: Mutate = (node) => {
  const quasis = node['quasis'] as readonly { readonly value: { readonly cooked: string } }[];
  const text = quasis.map(({ value }) => value.cooked).join('');
  return isProse(text) ? [] : [replace('string', node, '``')];
};

const decided = (test: Node | null | undefined, values: readonly boolean[]): readonly Change[] =>
  test === null || test === undefined || test.type === 'Literal'
    ? []
    : values.map((value) => replace('condition', test, String(value)));

const optional: Mutate = (node, source) => {
  if (node['optional'] !== true) return [];
  const before = nodeAt(node, node.type === 'CallExpression' ? 'callee' : 'object').end;
  const at = source.indexOf('?.', before);
  const isName = node.type === 'MemberExpression' && node['computed'] !== true;
  return at < 0 ? [] : [{ operator: 'optional-chain', start: at, end: at + 2, replacement: isName ? '.' : '' }];
};

const called: Mutate = (node, source) => {
  const callee = nodeAt(node, 'callee');
  const property = callee.type === 'MemberExpression' ? nodeAt(callee, 'property') : undefined;
  const to = property?.type === 'Identifier' ? METHODS[String(property['name'])] : undefined;
  // `min` and `max` of a Zod schema set bounds; only those of `Math` are interchangeable.
  const chooses = to !== 'min' && to !== 'max' ? true : source.slice(callee.start).startsWith('Math.');
  return [
    ...optional(node, source),
    ...(property === undefined || to === undefined || !chooses ? [] : [replace('method', property, to)]),
  ];
};

const statement: Mutate = (node) =>
  'directive' in node && typeof node['directive'] === 'string' ? [] : [replace('statement', node, ';')];

const MUTATIONS: Readonly<Record<string, Mutate>> = {
  BinaryExpression: binary,
  LogicalExpression: logical,
  AssignmentExpression: assignment,
  UpdateExpression: update,
  Literal: literal,
  TemplateLiteral: template,
  UnaryExpression: (node, source) => {
    const argument = nodeAt(node, 'argument');
    return node['operator'] === '!' ? [replace('negation', node, source.slice(argument.start, argument.end))] : [];
  },
  IfStatement: (node) => decided(nodeAt(node, 'test'), [true, false]),
  ConditionalExpression: (node) => decided(nodeAt(node, 'test'), [true, false]),
  WhileStatement: (node) => decided(nodeAt(node, 'test'), [false]),
  ForStatement: (node) => decided(node['test'] as Node | null, [false]),
  ArrayExpression: (node) => ((node['elements'] as unknown[]).length === 0 ? [] : [replace('array', node, '[]')]),
  MemberExpression: optional,
  CallExpression: called,
  ExpressionStatement: statement,
  ThrowStatement: statement,
};

const parses = (path: string, source: string): boolean => parseSync(path, source).errors.length === 0;

/** Every change of a source text by the operators, in order of position. Changes that do not parse are left out. */
export function changesOf(path: string, source: string): readonly Change[] {
  const { program, errors } = parseSync(path, source);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} does not parse: ${error.message}`);
  const changes: Change[] = [];
  const visit = (node: Node): void => {
    changes.push(...(MUTATIONS[node.type]?.(node, source) ?? []));
    for (const child of childrenOf(node)) visit(child);
  };
  visit(program as unknown as Node);
  return changes
    .filter((change) => parses(path, apply(source, change)))
    .toSorted((one, other) => one.start - other.start || one.end - other.end);
}

export const apply = (source: string, { start, end, replacement }: Change): string =>
  source.slice(0, start) + replacement + source.slice(end);
