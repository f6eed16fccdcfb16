import { originalOutputs } from '../original-outputs.ts';
import { ruleOver } from '../rule.ts';
import type { Rule, Subject } from '../rule.ts';
import { blocks } from '../stage-graph.ts';
import type { StageGraph } from '../stage-graph.ts';

/** X12. Other systems read these outputs by name. */
export const outputs = ruleOver(
  'X12',
  'Every stage publishes each required output exactly once',
  (graph) =>
    originalOutputs
      .filter(({ stack }) => graph.stacks.includes(stack))
      .map((output): readonly [Subject, string] => [{ stack: output.stack, name: output.name }, output.name]),
  (name, graph) => {
    const found = graph.outputs.filter((output) => output.name === name);
    return found.length === 1 ? undefined : `publishes ${name} ${found.length} times: publish it once, under that name`;
  },
);

const first = (graph: StageGraph, type: string, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (held, name) =>
      Array.isArray(held) ? blocks(held)[0]?.[name] : (held as Record<string, unknown> | undefined)?.[name],
    graph.of(type)[0]?.attributes,
  );

type Invariant = {
  readonly what: string;
  readonly stack: string;
  readonly of: (graph: StageGraph) => unknown;
  readonly production: (value: unknown) => boolean;
};

/**
 * Properties that production must have and development may lack. Both stages must contain the resource of each
 * property.
 */
const invariants: readonly Invariant[] = [
  {
    what: 'a database in two zones',
    stack: 'data',
    of: (graph) => first(graph, 'aws_db_instance', 'multi_az'),
    production: (value) => value === true,
  },
  {
    what: 'a database that cannot be deleted',
    stack: 'data',
    of: (graph) => first(graph, 'aws_db_instance', 'deletion_protection'),
    production: (value) => value === true,
  },
  {
    what: 'backups of 35 days',
    stack: 'data',
    of: (graph) => first(graph, 'aws_db_instance', 'backup_retention_period'),
    production: (value) => Number(value) >= 35,
  },
  {
    what: 'a database in a second region',
    stack: 'data',
    of: (graph) =>
      graph.of('aws_db_instance').filter(({ attributes }) => attributes['replicate_source_db'] !== undefined).length,
    production: (value) => value === 1,
  },
  {
    what: 'a NAT gateway in each zone',
    stack: 'network',
    of: (graph) => graph.of('aws_nat_gateway').length,
    production: (value) => value === 2,
  },
  {
    what: 'two tasks of each service',
    stack: 'compute',
    of: (graph) =>
      Math.min(...graph.of('aws_appautoscaling_target').map(({ attributes }) => Number(attributes['min_capacity']))),
    production: (value) => Number(value) >= 2,
  },
  {
    what: 'code signing that refuses unsigned functions',
    stack: 'cicd',
    of: (graph) => first(graph, 'aws_lambda_code_signing_config', 'policies', 'untrusted_artifact_on_deployment'),
    production: (value) => value === 'Enforce',
  },
  {
    what: 'logs kept for a year',
    stack: 'security',
    of: (graph) =>
      Math.min(
        ...graph.of('aws_cloudwatch_log_group').map(({ attributes }) => Number(attributes['retention_in_days'] ?? 0)),
      ),
    production: (value) => Number(value) >= 365,
  },
  {
    what: 'an audit trail under compliance lock',
    stack: 'security',
    of: (graph) => first(graph, 'aws_s3_bucket_object_lock_configuration', 'rule', 'default_retention', 'mode'),
    production: (value) => value === 'COMPLIANCE',
  },
  {
    what: 'threat detection',
    stack: 'security',
    of: (graph) => graph.of('aws_guardduty_detector').length,
    production: (value) => value === 1,
  },
  {
    what: 'secrets that can be recovered for 30 days',
    stack: 'data',
    of: (graph) =>
      Math.min(
        ...graph.of('aws_secretsmanager_secret').map(({ attributes }) => Number(attributes['recovery_window_in_days'])),
      ),
    production: (value) => Number(value) >= 30,
  },
];

/**
 * The two compared stages. `stage/stage.ts` checks at synth the settings that every production stage must have, also a
 * third one.
 */
const pair = { development: 'dev', production: 'prod' } as const;

/** O10. A property that both stages share is either missing in production or paid for twice in development. */
export const stageInvariants: Rule = {
  id: 'O10',
  title: 'Production has the protections that development may lack, and the stages differ in them',
  judge: (graphs) => {
    const compared = graphs.filter(({ stage }) => stage === pair.development || stage === pair.production);
    const subjects = compared.flatMap((graph) =>
      invariants.map((invariant) => ({ graph, invariant, value: invariant.of(graph) })),
    );
    const findings = subjects.flatMap(({ graph, invariant, value }) => {
      const has = invariant.production(value);
      const at = { rule: 'O10', stage: graph.stage, stack: invariant.stack, resource: invariant.what };
      if (graph.stage === pair.production && !has)
        return [
          {
            ...at,
            title: `production must have ${invariant.what} (it has ${String(value)}): correct stages/prod.ts or the construct`,
          },
        ];
      if (graph.stage === pair.development && has)
        return [
          {
            ...at,
            title: `has ${invariant.what} like production: the setting no longer differs between the stages`,
          },
        ];
      return [];
    });
    return { judged: subjects.length, findings };
  },
};
