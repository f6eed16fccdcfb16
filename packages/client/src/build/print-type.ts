import type { Described, Member, Side } from '../derive/describe.ts';

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
const property = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name));

/** A documentation comment. A line may not end the comment. */
export function comment(...lines: readonly (string | undefined)[]): string {
  const said = lines.filter((line) => line !== undefined).map((line) => line.replaceAll('*/', '* /'));
  if (said.length === 0) return '';
  return said.length === 1 ? `/** ${said[0]} */\n` : `/**\n${said.map((line) => ` * ${line}\n`).join('')} */\n`;
}

const union = (types: readonly string[]): string => [...new Set(types)].join(' | ') || 'never';
const within = (type: string): string => (/[|&]|^readonly /.test(type) ? `(${type})` : type);

type Of<Kind extends Described['kind']> = Extract<Described, { readonly kind: Kind }>;

/** Prints types. Objects with a name become types of their own, which `declarations` returns after the last one is printed. */
export class TypePrinter {
  private readonly side: Side;
  private readonly open: boolean;
  private readonly declared = new Map<string, string>();

  /** `open` types permit other texts and variants than the listed ones, as a client of an older release receives them. */
  constructor(side: Side, { open }: { readonly open: boolean }) {
    this.side = side;
    this.open = open;
  }

  print(described: Described): string {
    const text = this.form(described);
    const isLong = ['object', 'values', 'variants'].includes(described.kind);
    return described.name === undefined || !isLong ? text : this.named(described.name, text);
  }

  /** The members of an object between braces, with their descriptions. */
  members(all: Readonly<Record<string, Member>>, extra: readonly string[] = []): string {
    const lines = Object.entries(all).map(([name, { of, optional, description, deprecated }]) => {
      const note = comment(description, deprecated === undefined ? undefined : `@deprecated ${deprecated}`);
      const type = `${this.print(of)}${optional ? ' | undefined' : ''}`;
      return `${note}readonly ${property(name)}${optional ? '?' : ''}: ${type};\n`;
    });
    return `{\n${[...lines, ...extra.map((line) => `${line};\n`)].join('')}}`;
  }

  /** The types that the printed ones refer to by name. */
  declarations(): string {
    return [...this.declared].map(([name, text]) => `export type ${name} = ${text};\n`).join('\n');
  }

  /** The name of a type with this text, or the text itself where the name has another text already. */
  private named(id: string, text: string): string {
    const name = this.side === 'request' ? `${id}Input` : id;
    if (!/^[A-Z]\w*$/.test(name)) return text;
    const known = this.declared.get(name) ?? text;
    this.declared.set(name, known);
    return known === text ? name : text;
  }

  private values({ values, tag }: Of<'values'>): string {
    const texts = values.filter((value) => typeof value === 'string').map(quoted);
    const others = values.filter((value) => typeof value !== 'string');
    if (!this.open || tag === true) return union([...texts, ...others.map(String)]);
    const kinds = others.map((value) => (value === null ? 'null' : typeof value));
    return union([...(texts.length === 0 ? [] : [`Open<${union(texts)}>`]), ...kinds]);
  }

  private variants({ tag, variants }: Of<'variants'>): string {
    const other = `{ readonly ${property(tag)}: Unlisted } & { readonly [member: string]: unknown }`;
    return union([...Object.values(variants).map((each) => this.print(each)), ...(this.open ? [other] : [])]);
  }

  private form(described: Described): string {
    const isRequest = this.side === 'request';
    switch (described.kind) {
      case 'bigint':
        return isRequest ? 'bigint | string' : 'bigint';
      case 'date':
        return isRequest ? 'Date | string' : 'Date';
      case 'values':
        return this.values(described);
      case 'object':
        return this.members(
          described.members,
          described.loose && isRequest ? ['readonly [member: string]: unknown'] : [],
        );
      case 'array':
        return `readonly ${within(this.print(described.of))}[]`;
      case 'record':
        return `{ readonly [name: string]: ${this.print(described.of)} }`;
      case 'nullable':
        return `${within(this.print(described.of))} | null`;
      case 'union':
        return union(described.options.map((option) => this.print(option)));
      case 'variants':
        return this.variants(described);
      default:
        return described.kind;
    }
  }
}
