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

/** Conditions that name who calls. Others, such as TLS, narrow nothing. */
const narrowing =
  /^(aws:(SourceArn|SourceAccount|SourceOrgID|SourceVpce|SourceVpc|PrincipalArn|PrincipalAccount|PrincipalOrgID)|kms:(CallerAccount|ViaService)|s3:DataAccessPointAccount)$/i;

const conditionKeys = ({ conditions }: PolicyStatement): string[] =>
  Object.values(conditions).flatMap((by) => Object.keys(by));

/** O3. */
export const everybodyIsNobody = ruleOver(
  'O3',
  'No policy allows everybody something without saying from where',
  (graph) => statements(graph).filter(([, { principals }]) => Object.keys(principals).length > 0),
  (statement) =>
    statement.effect === 'Allow' && everybody(statement) && !conditionKeys(statement).some((key) => narrowing.test(key))
      ? `allows ${statement.actions.join(', ')} to everybody: name principals, or add a condition on who calls`
      : undefined,
);

/** A service acts for whoever tells it to. Without the source it can be told by a stranger (the confused deputy). */
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
      : `lets ${(statement.principals['Service'] ?? []).join(', ')} in for anybody: add a condition on aws:SourceArn or aws:SourceAccount`,
);

/** The same for functions, whose permissions are resources of their own. */
export const functionPermissions = ruleOver(
  'O3-functions',
  'A service may call a function only on behalf of one resource',
  resources('aws_lambda_permission'),
  ({ attributes }) =>
    attributes['principal'] !== '*' &&
    (attributes['source_arn'] !== undefined || attributes['source_account'] !== undefined)
      ? undefined
      : `lets ${String(attributes['principal'])} call for anybody: set source_arn`,
);
