import { detailType, EXTERNAL_SOURCE_PREFIX } from '@pos/contract/event.ts';
import type { EventDeclaration } from '@pos/contract/event.ts';
import { EVENTS } from '@pos/contract/events.ts';
import { readJson } from '../policies.ts';
import { resources, ruleOver } from '../rule.ts';
import type { Subject } from '../rule.ts';
import { literal, referred, textsIn } from '../stage-graph.ts';
import type { StageGraph } from '../stage-graph.ts';

/** Kinds of ARN that a stack may write by agreed name because a later stack creates the resource. */
const named: readonly { readonly pattern: RegExp; readonly type: string; readonly argument: string }[] = [
  {
    pattern: /^arn:aws:events:[\w-]+:\d{12}:event-bus\/([\w.-]+)$/,
    type: 'aws_cloudwatch_event_bus',
    argument: 'name',
  },
  {
    pattern: /^arn:aws:events:[\w-]+:\d{12}:rule\/[\w.-]+\/([\w.-]+)$/,
    type: 'aws_cloudwatch_event_rule',
    argument: 'name',
  },
  {
    pattern: /^arn:aws:lambda:[\w-]+:\d{12}:function:([\w-]+)(?::[\w-]+)?$/,
    type: 'aws_lambda_function',
    argument: 'function_name',
  },
  { pattern: /^arn:aws:sqs:[\w-]+:\d{12}:([\w.-]+)$/, type: 'aws_sqs_queue', argument: 'name' },
  { pattern: /^arn:aws:sns:[\w-]+:\d{12}:([\w-]+)$/, type: 'aws_sns_topic', argument: 'name' },
  { pattern: /^arn:aws:ecr:[\w-]+:\d{12}:repository\/([\w./-]+)$/, type: 'aws_ecr_repository', argument: 'name' },
  { pattern: /^arn:aws:cloudtrail:[\w-]+:\d{12}:trail\/([\w-]+)$/, type: 'aws_cloudtrail', argument: 'name' },
];

type Name = { readonly type: string; readonly argument: string; readonly value: string };

const exists = (graph: StageGraph, { type, argument, value }: Name): boolean =>
  graph.of(type).some(({ attributes }) => literal(graph, attributes[argument]) === value);

function agreedNames(graph: StageGraph): (readonly [Subject, Name])[] {
  return graph.resources.flatMap((resource) => {
    const arns = textsIn(resource.attributes).flatMap(
      (text) => literal(graph, text).match(/arn:aws:[\w-]+:[\w-]*:\d{12}:[\w:/.*-]+/g) ?? [],
    );
    return arns.flatMap((arn) =>
      named.flatMap(({ pattern, type, argument }) => {
        const value = pattern.exec(arn)?.[1];
        return value === undefined ? [] : [[resource, { type, argument, value }] as const];
      }),
    );
  });
}

/** X5. Stacks agree on names where references would form a cycle. A name without a resource fails silently. */
export const agreedNamesExist = ruleOver(
  'X5',
  'Every resource that a literal ARN names exists in the stage',
  agreedNames,
  (name, graph) =>
    exists(graph, name)
      ? undefined
      : `names ${name.type} "${name.value}", which no stack of the stage creates: correct one of the names`,
);

/** Dimensions of alarms, and the resource type and argument that define their values. */
const watched: Readonly<Record<string, readonly { readonly type: string; readonly argument: string }[]>> = {
  QueueName: [{ type: 'aws_sqs_queue', argument: 'name' }],
  FunctionName: [{ type: 'aws_lambda_function', argument: 'function_name' }],
  ApiName: [{ type: 'aws_api_gateway_rest_api', argument: 'name' }],
  ClusterName: [{ type: 'aws_ecs_cluster', argument: 'name' }],
  ServiceName: [{ type: 'aws_ecs_service', argument: 'name' }],
  DBInstanceIdentifier: [{ type: 'aws_db_instance', argument: 'identifier' }],
  ProxyName: [{ type: 'aws_db_proxy', argument: 'name' }],
  EventBusName: [{ type: 'aws_cloudwatch_event_bus', argument: 'name' }],
  RuleName: [{ type: 'aws_cloudwatch_event_rule', argument: 'name' }],
  DeliveryStreamName: [{ type: 'aws_kinesis_firehose_delivery_stream', argument: 'name' }],
};

const dimensionsOf = (graph: StageGraph): (readonly [Subject, { dimension: string; value: unknown }])[] =>
  graph
    .of('aws_cloudwatch_metric_alarm')
    .flatMap((alarm) =>
      textPairs(alarm.attributes).flatMap(([dimension, value]) =>
        dimension in watched ? [[alarm, { dimension, value }] as const] : [],
      ),
    );

const textPairs = (value: unknown): [string, string][] =>
  value !== null && typeof value === 'object'
    ? Object.entries(value).flatMap(([name, held]): [string, string][] =>
        typeof held === 'string' ? [[name, held]] : textPairs(held),
      )
    : [];

/** X5 for alarms. An alarm on a misspelt name never rises. */
export const alarmsWatchSomething = ruleOver(
  'X5-alarms',
  'Every alarm watches an existing resource',
  dimensionsOf,
  ({ dimension, value }, graph) => {
    const kinds = watched[dimension] ?? [];
    const type = referred(graph, value)?.type;
    const found = kinds.some((kind) => kind.type === type || exists(graph, { ...kind, value: literal(graph, value) }));
    return found
      ? undefined
      : `watches ${dimension} ${literal(graph, value)}, which does not exist, so the alarm would never rise: correct the name`;
  },
);

type Match = string | { readonly prefix?: string };
type Pattern = { readonly source?: readonly Match[]; readonly 'detail-type'?: readonly Match[] };

const fits = (value: string, match: Match): boolean =>
  typeof match === 'string' ? value === match : match.prefix === undefined || value.startsWith(match.prefix);

/** X5 for event rules. A rule for a misspelt event silently matches nothing. */
export const patternsMatchEvents = ruleOver(
  'X5-events',
  'Every rule of the bus matches events of the contract',
  (graph) =>
    resources('aws_cloudwatch_event_rule')(graph).filter(
      ([, { attributes }]) => attributes['event_bus_name'] !== undefined && attributes['event_pattern'] !== undefined,
    ),
  ({ attributes }) => {
    const pattern = readJson(String(attributes['event_pattern'])) as Pattern;
    const declared: readonly EventDeclaration[] = Object.values(EVENTS);
    const unheard = [
      ...(pattern['detail-type'] ?? []).filter((match) => !declared.some((event) => fits(detailType(event), match))),
      ...(pattern.source ?? []).filter(
        (match) =>
          !declared.some((event) => fits(event.source, match)) &&
          !(typeof match === 'object' && match.prefix?.startsWith(EXTERNAL_SOURCE_PREFIX)),
      ),
    ];
    return unheard.length === 0
      ? undefined
      : `matches ${unheard.map((match) => JSON.stringify(match)).join(', ')}, which the contract does not declare`;
  },
);
