/** Principals of a statement: everybody (`*`), or lists by kind. */
type Principals =
  | '*'
  | { readonly Service?: readonly string[]; readonly AWS?: readonly string[]; readonly Federated?: readonly string[] };

/**
 * An IAM policy statement as data. `effect` is Allow by default. Strings may contain Terraform references; a list
 * token throws when the document is rendered.
 */
export type Statement = {
  readonly sid?: string;
  readonly effect?: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources?: readonly string[];
  readonly principals?: Principals;
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
};

/** Renders statements as a policy document in JSON. */
export function policyDocument(statements: readonly Statement[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map(({ sid, effect = 'Allow', actions, resources, principals, conditions }) => ({
      ...(sid === undefined ? {} : { Sid: sid }),
      Effect: effect,
      ...(principals === undefined ? {} : { Principal: principals }),
      Action: actions,
      ...(resources === undefined ? {} : { Resource: resources }),
      ...(conditions === undefined ? {} : { Condition: conditions }),
    })),
  });
}

/** The statement that refuses requests without TLS, for every caller of the given resources. */
export const denyPlainText = (service: string, resources: readonly string[]): Statement => ({
  sid: 'DenyPlainText',
  effect: 'Deny',
  principals: '*',
  actions: [`${service}:*`],
  resources,
  conditions: { Bool: { 'aws:SecureTransport': 'false' } },
});
