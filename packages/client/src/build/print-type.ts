import type { Described, Member, Side } from '../derive/describe.ts';

/** Prints types. Objects with a name become interfaces, which `declarations` returns after the last type is printed. */
export interface TypePrinter {
  readonly print: (described: Described) => string;
  /** The members of an object between braces. */
  readonly members: (members: Readonly<Record<string, Member>>, extra?: readonly string[]) => string;
  readonly declarations: () => string;
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const property = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name));

/** A documentation comment. A line may not end the comment. */
export function comment(...lines: readonly (string | undefined)[]): string {
  const said = lines.filter((line) => line !== undefined).map((line) => line.replaceAll('*/', '* /'));
  if (said.length === 0) return '';
  return said.length === 1 ? `/** ${said[0]} */\n` : `/**\n${said.map((line) => ` * ${line}\n`).join('')} */\n`;
}

const union = (types: readonly string[]): string => [...new Set(types)].join(' | ') || 'never';
const within = (type: string): string => (/[|&]/.test(type) ? `(${type})` : type);

/** `open` types permit other texts and variants than the listed ones, as a client of an older release receives them. */
export function typePrinter(side: Side, open: boolean): TypePrinter {
  const declared = new Map<string, string>();

  const values = ({ values: listed, tag }: Extract<Described, { kind: 'values' }>): string => {
    const texts = listed.filter((value) => typeof value === 'string').map(quoted);
    const others = listed.filter((value) => typeof value !== 'string');
    if (!open || tag === true) return union([...texts, ...others.map(String)]);
    const kinds = others.map((value) => (value === null ? 'null' : typeof value));
    return union([...(texts.length === 0 ? [] : [`Open<${union(texts)}>`]), ...kinds]);
  };

  const members: TypePrinter['members'] = (all, extra = []) => {
    const lines = Object.entries(all).map(([name, { of, optional, description, deprecated }]) => {
      const note = comment(description, deprecated === undefined ? undefined : `@deprecated ${deprecated}`);
      return `${note}readonly ${property(name)}${optional ? '?' : ''}: ${print(of)}${optional ? ' | undefined' : ''};\n`;
    });
    return `{\n${[...lines, ...extra.map((line) => `${line};\n`)].join('')}}`;
  };

  const object = ({ members: all, loose }: Extract<Described, { kind: 'object' }>): string =>
    members(all, loose && side === 'request' ? ['readonly [member: string]: unknown'] : []);

  const variants = ({ tag, variants: all }: Extract<Described, { kind: 'variants' }>): string =>
    union([
      ...Object.values(all).map(print),
      ...(open ? [`{ readonly ${property(tag)}: Unlisted } & { readonly [member: string]: unknown }`] : []),
    ]);

  /** The name of an interface with this text, or the text itself where the name has another text already. */
  const named = (name: string, text: string): string => {
    if (!/^[A-Z]\w*$/.test(name)) return text;
    const known = declared.get(name);
    if (known === undefined) declared.set(name, text);
    return known === undefined || known === text ? name : text;
  };

  const form = (described: Described): string => {
    switch (described.kind) {
      case 'bigint':
        return side === 'request' ? 'bigint | string' : 'bigint';
      case 'date':
        return side === 'request' ? 'Date | string' : 'Date';
      case 'values':
        return values(described);
      case 'object':
        return object(described);
      case 'array':
        return `readonly ${within(print(described.of))}[]`;
      case 'record':
        return `{ readonly [name: string]: ${print(described.of)} }`;
      case 'nullable':
        return `${within(print(described.of))} | null`;
      case 'union':
        return union(described.options.map(print));
      case 'variants':
        return variants(described);
      default:
        return described.kind;
    }
  };

  const print = (described: Described): string => {
    const text = form(described);
    return described.name === undefined || !['object', 'values', 'variants'].includes(described.kind)
      ? text
      : named(side === 'request' ? `${described.name}Input` : described.name, text);
  };

  return {
    print,
    members,
    declarations: () => [...declared].map(([name, text]) => `export type ${name} = ${text};\n`).join('\n'),
  };
}
