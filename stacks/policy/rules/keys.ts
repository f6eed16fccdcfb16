import { policiesOf } from '../policies.ts';
import { ruleOver } from '../rule.ts';
import { referencesIn, textsIn } from '../stage-graph.ts';
import type { Resource, StageGraph } from '../stage-graph.ts';

/**
 * Arguments that name a key, by resource type, and the service that the key policy must admit. Without a service the
 * role of the caller suffices.
 */
const users: readonly { readonly type: string; readonly argument: string; readonly service?: RegExp }[] = [
  { type: 'aws_cloudwatch_log_group', argument: 'kms_key_id', service: /^logs\./ },
  { type: 'aws_cloudtrail', argument: 'kms_key_id', service: /^cloudtrail\./ },
  { type: 'aws_sns_topic', argument: 'kms_master_key_id' },
  { type: 'aws_sqs_queue', argument: 'kms_master_key_id' },
  { type: 'aws_cloudwatch_event_bus', argument: 'kms_key_identifier', service: /^events\./ },
  { type: 'aws_cloudwatch_event_archive', argument: 'kms_key_identifier', service: /^events\./ },
  { type: 'aws_secretsmanager_secret', argument: 'kms_key_id' },
  { type: 'aws_db_instance', argument: 'kms_key_id' },
  { type: 'aws_ecr_repository', argument: 'kms_key' },
  { type: 'aws_lambda_function', argument: 'kms_key_arn' },
  { type: 'aws_dynamodb_table', argument: 'kms_key_arn' },
  { type: 'aws_backup_vault', argument: 'kms_key_arn' },
  { type: 'aws_kinesis_firehose_delivery_stream', argument: 'key_arn' },
];

type Use = { readonly keys: readonly Resource[]; readonly service: RegExp | undefined };

const keyTypes = /:aws_kms_(key|replica_key|alias)\./;

function keyUses(graph: StageGraph): (readonly [Resource, Use])[] {
  return users.flatMap(({ type, argument, service }) =>
    graph.of(type).map((resource) => {
      const held = find(resource.attributes, argument);
      const keys = referencesIn(held)
        .filter(({ id }) => keyTypes.test(id))
        .flatMap(({ id }) => graph.find(id) ?? []);
      return [resource, { keys, service }] as const;
    }),
  );
}

const find = (value: unknown, name: string): unknown =>
  value !== null && typeof value === 'object'
    ? Object.entries(value)
        .map(([key, held]) => (key === name ? held : find(held, name)))
        .find((held) => held !== undefined)
    : undefined;

/**
 * X3. Checkov accepts any text in the argument. This rule requires a key of the stage whose policy admits the service.
 */
export const keysAdmitTheirUsers = ruleOver(
  'X3',
  'Stored data is encrypted by a key of the stage that its service may use',
  keyUses,
  ({ keys, service }, graph) => {
    const [key] = keys;
    if (key === undefined) return 'is not encrypted by a key of this stage: pass the ARN of an EncryptionKey';
    if (service === undefined) return undefined;
    const admitted = policiesOf({ ...graph, resources: [key] }).flatMap(({ statements }) =>
      statements.flatMap(({ effect, principals }) => (effect === 'Allow' ? (principals['Service'] ?? []) : [])),
    );
    return admitted.some((each) => service.test(each))
      ? undefined
      : `uses ${key.id}, whose policy does not admit ${service.source.replaceAll(/[\\^]/g, '')}: add the service to the services of the key`;
  },
);

/**
 * X3 for publishers. A service that publishes to an encrypted topic or queue uses its key as a principal of its own.
 */
export const publishersMayUseTheKey = ruleOver(
  'X3-publishers',
  'A service that may send to an encrypted queue or topic may use its key',
  (graph) =>
    policiesOf(graph).flatMap(({ resource, statements }) => {
      const on = referencesIn(resource.attributes['arn'] ?? resource.attributes['queue_url']).flatMap(
        ({ id }) => graph.find(id) ?? [],
      )[0];
      const key = referencesIn(on?.attributes['kms_master_key_id']).flatMap(({ id }) => graph.find(id) ?? [])[0];
      if (key === undefined) return [];
      const services = statements.flatMap(({ effect, principals }) =>
        effect === 'Allow' ? (principals['Service'] ?? []) : [],
      );
      return services.map((service) => [resource, { service, key }] as const);
    }),
  ({ service, key }) =>
    textsIn(key.attributes['policy']).some((text) => text.includes(`"${service}"`))
      ? undefined
      : `${service} may send, but not use ${key.id}: its messages would be lost. Add it to the services of the key`,
);
