import { policiesOf } from '../policies.ts';
import type { PolicyStatement } from '../policies.ts';
import { ruleOver } from '../rule.ts';
import type { Resource, StageGraph } from '../stage-graph.ts';

/** Actions that IAM supports only on the resource `*`. Source: service authorization reference. */
const onNothing = [
  /^ecr:GetAuthorizationToken$/,
  /^ssmmessages:/,
  /^xray:(PutTraceSegments|PutTelemetryRecords|GetSampling\w+)$/,
  /^ec2:(CreateNetworkInterface|DescribeNetworkInterfaces|DeleteNetworkInterface|AssignPrivateIpAddresses|UnassignPrivateIpAddresses|DescribeSubnets|DescribeSecurityGroups|DescribeVpcs)$/,
  /^cloudwatch:PutMetricData$/,
  /^logs:(CreateLogDelivery|GetLogDelivery|UpdateLogDelivery|DeleteLogDelivery|ListLogDeliveries|PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups)$/,
  /^(sts:GetCallerIdentity|tag:GetResources|secretsmanager:GetRandomPassword)$/,
];

/**
 * Allow statements of roles. Keys, queues and buckets have policies of their own, in which `*` means the resource
 * itself.
 */
function rolePolicies(graph: StageGraph): (readonly [Resource, PolicyStatement])[] {
  const policies = policiesOf(graph).filter(
    ({ resource, argument }) => argument === 'policy' && /^aws_iam_(role_policy|policy)$/.test(resource.type),
  );
  return policies.flatMap(({ resource, statements }) =>
    statements.filter(({ effect }) => effect === 'Allow').map((statement) => [resource, statement] as const),
  );
}

/** X6. The intent of CKV_AWS_286 to 290 and 355, applied to grants that are inline JSON with references. */
export const wildcards = ruleOver(
  'X6',
  'A role names its actions, and its resources wherever IAM supports it',
  rolePolicies,
  ({ actions, resources, conditions }) => {
    const wide = actions.filter((action) => action === '*' || /^[\w-]+:\*$/.test(action));
    const everywhere =
      resources.some((resource) => resource === '*') && Object.keys(conditions).length === 0
        ? actions.filter((action) => !onNothing.some((pattern) => pattern.test(action)))
        : [];
    return [
      ...(wide.length === 0 ? [] : [`allows ${wide.join(', ')}: name the actions`]),
      ...(everywhere.length === 0 ? [] : [`allows ${everywhere.join(', ')} on every resource: name the resources`]),
    ];
  },
);

/** X6 for escalation. A role that can change or create roles is an administrator. */
export const noEscalation = ruleOver(
  'X6-escalation',
  'No program can give itself more rights',
  (graph) => rolePolicies(graph).filter(([{ stack }]) => stack !== 'cicd'),
  ({ actions, resources }) => {
    const found = actions.filter(
      (action) =>
        /^iam:(Put|Attach|Create|Update|Add|Set|Delete|Pass)/.test(action) &&
        !(action === 'iam:PassRole' && !resources.includes('*')),
    );
    return found.length === 0 ? undefined : `allows ${found.join(', ')}: only the deploying role may`;
  },
);
