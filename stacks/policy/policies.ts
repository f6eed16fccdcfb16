/** IAM policies as they stand in the graph: JSON inside strings, with references in it. */
import type { Resource, StageGraph } from './stage-graph.ts';

export type PolicyStatement = {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Kind of principal → who: `{ Service: ['sns.amazonaws.com'] }`; `{ '*': ['*'] }` is everybody. Empty in a role's policy. */
  readonly principals: Readonly<Record<string, readonly string[]>>;
  readonly conditions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

export type Policy = {
  readonly resource: Resource;
  readonly argument: string;
  readonly statements: readonly PolicyStatement[];
};

/** JSON with references in it: Terraform replaces those first, so quotes inside them are not JSON's. */
export const readJson = (text: string): unknown =>
  JSON.parse(
    text.replaceAll(/(?<!\$)\$\{[^}]*\}/g, (reference) => reference.replaceAll('\\"', "'").replaceAll('"', "'")),
  );

const list = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : value === undefined ? [] : [String(value)];

/** Every argument of every resource that is a policy document. */
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

/** A REST API carries its policy in its body. */
const documentIn = (json: Document): Document => json['x-amazon-apigateway-policy'] ?? json;

function statement(value: unknown): PolicyStatement {
  const { Effect, Action, NotAction, Resource: on, Principal, Condition } = value as Record<string, unknown>;
  return {
    effect: String(Effect),
    // Whatever is not named is allowed by NotAction: as wide as a star.
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
