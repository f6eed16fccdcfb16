/** A link of a `Link` header (RFC 8288). */
export interface HeaderLink {
  readonly target: string;
  /** Parameters by lower-case name, such as `rel` and `title`. */
  readonly parameters: Readonly<Record<string, string>>;
}

const VALUE = String.raw`"(?:[^"\\]|\\.)*"|[^\s;,"]*`;
const LINK = new RegExp(String.raw`<([^>]*)>((?:\s*;\s*[^\s=;,"<>]+(?:\s*=\s*(?:${VALUE}))?)*)`, 'g');
const PARAMETER = new RegExp(String.raw`;\s*([^\s=;,"<>]+)\s*=\s*(${VALUE})`, 'g');

const unquoted = (value: string): string =>
  value.startsWith('"') ? value.slice(1, -1).replaceAll(/\\(.)/g, '$1') : value;

/** The links of a `Link` header, in their order. */
export const readLinks = (header: string | null): readonly HeaderLink[] =>
  [...(header ?? '').matchAll(LINK)].map(([, target = '', parameters = '']) => ({
    target,
    parameters: Object.fromEntries(
      [...parameters.matchAll(PARAMETER)].map(([, name = '', value = '']) => [name.toLowerCase(), unquoted(value)]),
    ),
  }));

/** True if the link has the relation, which may be one of several. */
export const hasRelation = ({ parameters }: HeaderLink, relation: string): boolean =>
  (parameters['rel'] ?? '').split(/\s+/).includes(relation);
