import { readJson } from './synthesized.ts';
import type { Policy, Synthesized } from './synthesized.ts';

/** The rights of a role as `action on resource`, sorted and unique. Denied actions begin with `not `. */
export function grantsOf(app: Synthesized, stack: string, roleName: string): readonly string[] {
  const { aws_iam_role: roles = {}, aws_iam_role_policy: policies = {} } = app.stacks[stack]?.resource ?? {};
  const [logicalId] = Object.entries(roles).find(([, role]) => role['name'] === roleName) ?? [];
  if (logicalId === undefined) throw new Error(`${stack} has no role ${roleName}.`);
  const own = Object.values(policies).filter((policy) => policy['role'] === `\${aws_iam_role.${logicalId}.id}`);
  const statements = own.flatMap((policy) => (readJson(String(policy['policy'])) as Policy).Statement);
  const grants = statements.flatMap(({ Effect, Action, Resource = [] }) =>
    Action.flatMap((action) =>
      Resource.map((resource) => `${Effect === 'Deny' ? 'not ' : ''}${action} on ${resource}`),
    ),
  );
  return [...new Set(grants)].sort();
}
