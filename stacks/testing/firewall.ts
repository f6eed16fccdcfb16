/** Decides about a request as the synthesized firewall rules would. Managed rule groups of AWS pass everything here. */
import type { Attributes } from './synthesized.ts';

type Asked = {
  readonly path: string;
  readonly bodyBytes: number;
  readonly headers?: Readonly<Record<string, string>>;
};

type Block = Readonly<Record<string, unknown>>;

const inside = (block: Block, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((held, name) => (held as Block | undefined)?.[name], block);
const statements = (block: unknown): readonly Block[] => [(block as Block)['statement']].flat() as Block[];

/** Evaluators by the single key of a statement. */
const evaluators: Readonly<Record<string, (statement: Block, asked: Asked) => boolean>> = {
  and_statement: (statement, asked) => statements(statement).every((each) => holds(each, asked)),
  or_statement: (statement, asked) => statements(statement).some((each) => holds(each, asked)),
  not_statement: (statement, asked) => !statements(statement).some((each) => holds(each, asked)),
  regex_match_statement: (statement, asked) =>
    new RegExp(String(statement['regex_string'])).test(field(statement, asked) ?? '\0'),
  // WAF inspects 64 KB of a body. A longer body matches where the rule says so.
  size_constraint_statement: (statement, asked) =>
    asked.bodyBytes > 65_536
      ? inside(statement, 'field_to_match', 'body', 'oversize_handling') === 'MATCH'
      : statement['comparison_operator'] === 'GT' && asked.bodyBytes > Number(statement['size']),
  managed_rule_group_statement: () => false,
  rate_based_statement: () => false,
};

function field(statement: Block, { path, headers = {} }: Asked): string | undefined {
  const of = statement['field_to_match'] as Block;
  return 'uri_path' in of ? path : headers[String(inside(of, 'single_header', 'name'))];
}

function holds(statement: Block, asked: Asked): boolean {
  const [[kind, content] = ['nothing', {}], ...others] = Object.entries(statement);
  const evaluate = evaluators[kind];
  if (!evaluate || others.length > 0)
    throw new Error(`A statement of kind ${kind} is not supported: add an evaluator in stacks/testing/firewall.ts.`);
  return evaluate(content as Block, asked);
}

/** Status and body of the first rule that refuses, or `undefined`. */
export function refusalOf(
  acl: Attributes,
  asked: Asked,
): { readonly status: number; readonly document: unknown } | undefined {
  const bodies = new Map(
    (acl['custom_response_body'] as { key: string; content: string }[]).map(({ key, content }) => [key, content]),
  );
  const rules = [...(acl['rule'] as Block[])].sort((a, b) => Number(a['priority']) - Number(b['priority']));
  const refusing = rules.find((rule) => rule['action'] !== undefined && holds(rule['statement'] as Block, asked));
  if (!refusing) return undefined;
  const response = inside(refusing, 'action', 'block', 'custom_response') as {
    response_code: number;
    custom_response_body_key: string;
  };
  return {
    status: response.response_code,
    document: JSON.parse(bodies.get(response.custom_response_body_key) ?? 'null'),
  };
}
