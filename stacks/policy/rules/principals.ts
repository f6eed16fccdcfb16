import { policiesOf } from '../policies.ts';
import type { PolicyStatement } from '../policies.ts';
import { ruleOver, resources } from '../rule.ts';
import type { Subject } from '../rule.ts';
import type { StageGraph } from '../stage-graph.ts';

const statements = (graph: StageGraph): (readonly [Subject, PolicyStatement])[] =>
  policiesOf(graph).flatMap(({ resource, statements: each }) =>
    each.map((statement) => [resource, statement] as const),
  );

const everybody = ({ principals }: PolicyStatement): boolean =>
  Object.entries(principals).some(([kind, who]) => kind !== 'Service' && who.includes('*'));

/** Condition keys that identify the caller. Other keys, such as the one for TLS, do not limit the caller. */
const narrowing =
  /^(aws:(SourceArn|SourceAccount|SourceOrgID|SourceVpce|SourceVpc|PrincipalArn|PrincipalAccount|PrincipalOrgID)|kms:(CallerAccount|ViaService)|s3:DataAccessPointAccount)$/i;

const conditionKeys = ({ conditions }: PolicyStatement): string[] =>
  Object.values(conditions).flatMap((by) => Object.keys(by));

/** O3. A statement for everybody needs a condition on the caller. */
export const everybodyIsNobody = ruleOver(
  'O3',
  'No policy allows everybody an action without a condition on the caller',
  (graph) => statements(graph).filter(([, { principals }]) => Object.keys(principals).length > 0),
  (statement) =>
    statement.effect === 'Allow' && everybody(statement) && !conditionKeys(statement).some((key) => narrowing.test(key))
      ? `allows ${statement.actions.join(', ')} to everybody: name principals, or add a condition on who calls`
      : undefined,
);

/**
 * O3 for services. Without a condition on the source, another account could make the service act (the confused
 * deputy).
 */
export const servicesActForUs = ruleOver(
  'O3-services',
  'A service may use a queue, topic, bucket or key only on behalf of this account',
  (graph) =>
    policiesOf(graph)
      .filter(({ argument }) => argument !== 'assume_role_policy')
      .flatMap(({ resource, statements: each }) =>
        each
          .filter(({ effect, principals }) => effect === 'Allow' && (principals['Service'] ?? []).length > 0)
          .map((statement) => [resource, statement] as const),
      ),
  (statement) =>
    conditionKeys(statement).some((key) => narrowing.test(key) || key.startsWith('kms:EncryptionContext:'))
      ? undefined
      : `lets ${(statement.principals['Service'] ?? []).join(', ')} in on behalf of any account: add a condition on aws:SourceArn or aws:SourceAccount`,
);

/** O3 for functions, whose permissions are separate resources. */
export const functionPermissions = ruleOver(
  'O3-functions',
  'A service may call a function only on behalf of one resource',
  resources('aws_lambda_permission'),
  ({ attributes }) =>
    attributes['principal'] !== '*' &&
    (attributes['source_arn'] !== undefined || attributes['source_account'] !== undefined)
      ? undefined
      : `lets ${String(attributes['principal'])} call on behalf of any resource: set source_arn`,
);
