/** IAM policy statements as data. Rendered with JSON.stringify: string tokens survive it, list tokens throw. */
export type Principals =
  | '*'
  | { readonly Service?: readonly string[]; readonly AWS?: readonly string[]; readonly Federated?: readonly string[] };

export type Statement = {
  readonly sid?: string;
  readonly effect?: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources?: readonly string[];
  readonly principals?: Principals;
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
};

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

/** Refuses plain HTTP and TLS below 1.2 to a resource's every caller. */
export const denyPlainText = (service: string, resources: readonly string[]): Statement => ({
  sid: 'DenyPlainText',
  effect: 'Deny',
  principals: '*',
  actions: [`${service}:*`],
  resources,
  conditions: { Bool: { 'aws:SecureTransport': 'false' } },
});
