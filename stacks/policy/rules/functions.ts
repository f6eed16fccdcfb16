import { settingsOf } from './secrets.ts';
import { functionOf } from './event-targets.ts';
import { proxyConnections, proxySharePercent } from '../../stage/proxy-connections.ts';
import { resources, ruleOver } from '../rule.ts';
import { blocks, literal, referencesIn, referred } from '../stage-graph.ts';
import type { Resource, StageGraph } from '../stage-graph.ts';

/** Functions that use the database. Each concurrent execution holds one connection of the proxy. */
const databaseFunctions = (graph: StageGraph): readonly Resource[] => {
  const names = new Set(settingsOf(graph).flatMap(([at, { name }]) => (name === 'DATABASE_HOST' ? [at] : [])));
  return graph.of('aws_lambda_function').filter((each) => names.has(each));
};

/**
 * X9. If functions need more connections than the proxy may open to the database, the excess requests wait and then
 * time out together.
 */
export const connectionsSuffice = ruleOver(
  'X9',
  'The functions together hold fewer connections than the proxy may open',
  resources('aws_db_proxy_default_target_group'),
  (pool, graph) => {
    const database = graph
      .of('aws_db_proxy_target')
      .flatMap(({ attributes }) => referred(graph, attributes['db_instance_identifier']) ?? [])[0];
    const share = Number(blocks(pool.attributes['connection_pool_config'])[0]?.['max_connections_percent'] ?? 100);
    const room = Math.floor(
      (proxyConnections(String(database?.attributes['instance_class'] ?? '')) * share) / proxySharePercent,
    );
    const reserved = databaseFunctions(graph).map(({ attributes }) =>
      Number(attributes['reserved_concurrent_executions'] ?? -1),
    );
    if (reserved.some((each) => each < 0))
      return 'serves functions without a concurrency limit: set reserved_concurrent_executions for each';
    const sum = reserved.reduce((total, each) => total + each, 0);
    return sum < room
      ? undefined
      : `may open ${room} connections, and functions may ask for ${sum}: lower the reserved concurrency, or take a larger instance`;
  },
);

/** X10. Lambda creates a missing log group itself, without retention and without a customer key. */
export const functionsLog = ruleOver(
  'X10',
  'Every function logs to a declared group with a retention',
  resources('aws_lambda_function'),
  (of, graph) => {
    const group =
      blocks(of.attributes['logging_config'])[0]?.['log_group'] ??
      `/aws/lambda/${literal(graph, of.attributes['function_name'])}`;
    const found =
      referred(graph, group) ??
      graph
        .of('aws_cloudwatch_log_group')
        .find(({ attributes }) => literal(graph, attributes['name']) === literal(graph, group));
    return found?.type === 'aws_cloudwatch_log_group' && Number(found.attributes['retention_in_days']) > 0
      ? undefined
      : 'logs to an undeclared group: add an EncryptedLogGroup with its name';
  },
);

/**
 * X10 for the callers of functions. Queues and the API must call the alias, because a deployment moves only the alias.
 */
export const aliasesAreCalled = ruleOver(
  'X10-alias',
  'Queues and API Gateway call aliases, never $LATEST',
  resources('aws_lambda_event_source_mapping', 'aws_lambda_permission'),
  (caller, graph) => {
    const qualified =
      caller.attributes['qualifier'] !== undefined ||
      referred(graph, caller.attributes['function_name'])?.type === 'aws_lambda_alias';
    const of = functionOf(graph, caller);
    return qualified || of?.attributes['publish'] !== true
      ? undefined
      : 'calls $LATEST: call the alias, so that a deployment can be rolled back';
  },
);

/** X10 for the network. A function inside the network without an egress rule waits until its timeout. */
export const functionsReachOut = ruleOver(
  'X10-ways',
  'Every function in the network has a security group with an egress rule',
  (graph) =>
    resources('aws_lambda_function')(graph).filter(([, { attributes }]) => blocks(attributes['vpc_config']).length > 0),
  (of, graph) => {
    const groups = referencesIn(blocks(of.attributes['vpc_config'])[0]?.['security_group_ids']).map(({ id }) => id);
    if (groups.length === 0) return 'is in the network without a security group';
    const out = graph
      .of('aws_vpc_security_group_egress_rule')
      .filter(({ attributes }) => groups.includes(referred(graph, attributes['security_group_id'])?.id ?? ''));
    return out.length > 0 ? undefined : 'has no egress rule: connect its group to what it calls';
  },
);
