/** Reads IAM policies in the graph, which are JSON strings with Terraform references. */
import type { Resource, StageGraph } from './stage-graph.ts';

export type PolicyStatement = {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /**
   * Kind of principal → principals: `{ Service: ["sns.amazonaws.com"] }`. `{ "*": ["*"] }` is everybody. Empty in the
   * policy of a role.
   */
  readonly principals: Readonly<Record<string, readonly string[]>>;
  readonly conditions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

type Policy = {
  readonly resource: Resource;
  readonly argument: string;
  readonly statements: readonly PolicyStatement[];
};

/**
 * Parses JSON that contains Terraform references. Quotes inside a reference belong to Terraform, which replaces
 * references first, so they are not JSON quotes.
 */
export const readJson = (text: string): unknown =>
  JSON.parse(
    text.replaceAll(/(?<!\$)\$\{[^}]*\}/g, (reference) => reference.replaceAll('\\"', "'").replaceAll('"', "'")),
  );

const list = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : value === undefined ? [] : [String(value)];

/** Every policy document among the arguments of the resources. */
export function policiesOf(graph: StageGraph): Policy[] {
  return graph.resources.flatMap((resource) =>
    Object.entries(resource.attributes).flatMap(([argument, value]): Policy[] => {
      if (typeof value !== 'string' || !/^\s*\{/.test(value) || !value.includes('"Statement"')) return [];
      const { Statement } = documentIn(readJson(value) as Document);
      if (Statement === undefined) return [];
      return [{ resource, argument, statements: (Array.isArray(Statement) ? Statement : [Statement]).map(statement) }];
    }),
  );
}

type Document = { readonly Statement?: unknown; readonly 'x-amazon-apigateway-policy'?: Document };

/** The policy of a REST API is inside its OpenAPI body. */
const documentIn = (json: Document): Document => json['x-amazon-apigateway-policy'] ?? json;

function statement(value: unknown): PolicyStatement {
  const { Effect, Action, NotAction, Resource: on, Principal, Condition } = value as Record<string, unknown>;
  return {
    effect: String(Effect),
    // NotAction allows every other action, so it counts as a wildcard.
    actions: NotAction === undefined ? list(Action) : ['*'],
    resources: list(on),
    principals:
      Principal === '*'
        ? { '*': ['*'] }
        : Object.fromEntries(
            Object.entries((Principal as object | undefined) ?? {}).map(([kind, who]) => [kind, list(who)]),
          ),
    conditions: (Condition as PolicyStatement['conditions'] | undefined) ?? {},
  };
}
