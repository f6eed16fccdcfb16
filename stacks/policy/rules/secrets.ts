import { readJson } from '../policies.ts';
import { resources, ruleOver } from '../rule.ts';
import type { Subject } from '../rule.ts';
import { blocks, literal, referencesIn, referred, textsIn } from '../stage-graph.ts';
import type { StageGraph } from '../stage-graph.ts';

const secretArgument =
  /^(password|master_password|secret_string|secret_binary|auth_token|private_key|client_secret|api_key_value|access_key|secret_key)$/;
const secretAttribute =
  /\.(password|password_wo|secret_string|secret_string_wo|random_password|result|private_key(_pem)?|client_secret|secret|auth_token)\b/;

/** Patterns of credentials, in any argument. */
const credential =
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}|\b(ghp|gho|github_pat|xoxb|sk_live)_\w{16,}|:\/\/[^/\s:@$]+:[^/\s:@$]+@|\[(\d{1,3},\s?){60,}\d{1,3}\]/;

/** O4. More people can read states and plans than may read secrets. */
export const secretLiterals = ruleOver(
  'O4',
  'No argument holds a secret, neither as a literal nor where the state would store it',
  (graph) => graph.resources.map((resource) => [resource, resource] as const),
  ({ attributes }) => [
    ...argumentsOf(attributes).flatMap(([name, value]) =>
      secretArgument.test(name) && value !== ''
        ? [`${name} is stored in the state: use the write-only argument (${name}_wo) or Secrets Manager`]
        : [],
    ),
    ...textsIn(attributes).flatMap((text) =>
      credential.test(text) ? ['contains a pattern of a credential: keep it in Secrets Manager and pass its ARN'] : [],
    ),
  ],
);

/** Each argument with its value, at any depth of blocks. */
function argumentsOf(value: unknown): [string, string][] {
  return blocks(value).flatMap((block) =>
    Object.entries(block).flatMap(([name, held]): [string, string][] =>
      typeof held === 'string' ? [[name, held]] : argumentsOf(held),
    ),
  );
}

/** O4 for outputs, which are stored in the state. */
export const secretOutputs = ruleOver(
  'O4-outputs',
  'No output has a secret as its value; stacks exchange ARNs and names',
  (graph) => graph.outputs.map((output) => [output, output] as const),
  ({ value }) =>
    secretAttribute.test(value) ? `exposes ${secretAttribute.exec(value)?.[1]}: pass the ARN of the secret` : undefined,
);

const secretVariable = /PASSWORD|SECRET|TOKEN|PRIVATE|_KEY$|CREDENTIAL|DATABASE_URL/;
/** Suffixes of variables that are not secrets, such as the URL of a token endpoint. */
const harmless = /_(URL|ARN|NAME|ID|TTL_\w+)$/;

type Setting = { readonly name: string; readonly value: string };

/** Plain environment variables of functions and containers. */
export function settingsOf(graph: StageGraph): (readonly [Subject, Setting])[] {
  const ofFunctions = graph
    .of('aws_lambda_function')
    .flatMap((each) =>
      blocks(each.attributes['environment']).flatMap(({ variables }) =>
        Object.entries((variables as Record<string, string> | undefined) ?? {}).map(
          ([name, value]) => [each, { name, value: String(value) }] as const,
        ),
      ),
    );
  const ofContainers = graph
    .of('aws_ecs_task_definition')
    .flatMap((each) =>
      containersOf(each.attributes['container_definitions']).flatMap(({ environment = [] }) =>
        environment.map((setting) => [each, setting] as const),
      ),
    );
  return [...ofFunctions, ...ofContainers];
}

type Container = {
  readonly environment?: readonly Setting[];
  readonly secrets?: readonly { readonly name: string; readonly valueFrom: string }[];
};

const containersOf = (definitions: unknown): readonly Container[] =>
  typeof definitions === 'string' ? (readJson(definitions) as Container[]) : [];

/** O4 for environments, which everybody with access to the console can read. */
export const secretSettings = ruleOver(
  'O4-settings',
  'A variable that is named like a secret holds the ARN of one',
  settingsOf,
  ({ name, value }, graph) => {
    if (!secretVariable.test(name) || (harmless.test(name) && name !== 'DATABASE_URL')) return undefined;
    const of = referred(graph, value);
    return of?.type === 'aws_secretsmanager_secret' || literal(graph, value).startsWith('arn:aws:secretsmanager:')
      ? undefined
      : `${name} is readable in the console: pass the ARN of a secret`;
  },
);

/** O5. `aws_db_instance.endpoint` is `host:port`. Used as a host it fails at the first connection. */
export const endpointIsNoHost = ruleOver(
  'O5',
  'Nothing uses the endpoint of the database, which ends in a port, as a host',
  (graph): readonly (readonly [Subject, unknown])[] => [
    ...graph.resources.map((resource) => [resource, resource.attributes] as const),
    ...graph.outputs.map((output) => [output, output.value] as const),
  ],
  (value) =>
    referencesIn(value).some(
      ({ id, attribute }) => attribute === 'endpoint' && /:aws_(db_instance|rds_cluster_instance)\./.test(id),
    )
      ? 'refers to .endpoint: use .address, and the port separately'
      : undefined,
);

/** O6. A deletion by mistake must be recoverable. */
export const recoveryWindows = ruleOver(
  'O6',
  'A deleted secret can be recovered for a week',
  resources('aws_secretsmanager_secret'),
  ({ attributes }) =>
    Number(attributes['recovery_window_in_days'] ?? 30) >= 7
      ? undefined
      : 'is deleted at once: set recovery_window_in_days to 7 or more',
);

/**
 * X4. Applies to the password of the database. AWS cannot replace the other secrets; they have an exception, and AWS
 * Config reports their age.
 */
export const rotation = ruleOver(
  'X4',
  'Every secret rotates automatically within 90 days',
  resources('aws_secretsmanager_secret'),
  (secret, graph) => {
    const rotations = graph
      .of('aws_secretsmanager_secret_rotation')
      .filter(({ attributes }) => referred(graph, attributes['secret_id'])?.id === secret.id);
    if (rotations.length === 0)
      return 'never rotates: add PasswordRotation, or an exception that says who replaces the secret';
    const days = Number(blocks(rotations[0]?.attributes['rotation_rules'])[0]?.['automatically_after_days']);
    return days <= 90 ? undefined : `rotates every ${days} days: set at most 90`;
  },
);
