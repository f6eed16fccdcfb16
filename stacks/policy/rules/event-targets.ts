import { ruleOver, resources } from '../rule.ts';
import { blocks, referred } from '../stage-graph.ts';
import type { Resource, StageGraph } from '../stage-graph.ts';

/**
 * O2. Without a dead-letter queue EventBridge drops an event after a day. A function as target accepts the event
 * before it has processed it.
 */
export const eventTargets = ruleOver(
  'O2',
  'Every event target has a retry policy and a dead-letter queue, and is not a function',
  resources('aws_cloudwatch_event_target'),
  (target, graph) => {
    const dead = referred(graph, blocks(target.attributes['dead_letter_config'])[0]?.['arn']);
    const retry = blocks(target.attributes['retry_policy'])[0];
    const arn = target.attributes['arn'];
    return [
      ...(dead?.type === 'aws_sqs_queue' ? [] : ['has no dead-letter queue: give dead_letter_config the ARN of one']),
      ...(typeof retry?.['maximum_event_age_in_seconds'] === 'number' ||
      typeof retry?.['maximum_retry_attempts'] === 'number'
        ? []
        : ['has no retry_policy: set how long delivery is retried']),
      ...(referred(graph, arn)?.type.startsWith('aws_lambda_') || /:function:/.test(String(arn))
        ? ['targets a function directly, whose failures are then lost: put a queue in between']
        : []),
    ];
  },
);

const deadLettersOf = (graph: StageGraph, queue: Resource): Resource | undefined => {
  const redrive = graph
    .of('aws_sqs_queue_redrive_policy')
    .find((each) => referred(graph, each.attributes['queue_url'])?.id === queue.id);
  return referred(graph, queue.attributes['redrive_policy'] ?? redrive?.attributes['redrive_policy']);
};

/**
 * O2 between queue and function. Events that a function cannot process reach the dead-letter queue, and one failed
 * message does not repeat its batch.
 */
export const queueMappings = ruleOver(
  'O2-mappings',
  'Every queue that feeds a function has a dead-letter queue and reports partial batch failures',
  resources('aws_lambda_event_source_mapping'),
  (mapping, graph) => {
    const queue = referred(graph, mapping.attributes['event_source_arn']);
    if (queue?.type !== 'aws_sqs_queue') return undefined;
    const responses = mapping.attributes['function_response_types'];
    const timeout = Number(functionOf(graph, mapping)?.attributes['timeout'] ?? 3);
    return [
      ...(deadLettersOf(graph, queue)
        ? []
        : [`reads ${queue.id}, which has no dead-letter queue: use QueueWithDeadLetters`]),
      ...(Array.isArray(responses) && responses.includes('ReportBatchItemFailures')
        ? []
        : ['repeats a whole batch for one failure: set function_response_types to ReportBatchItemFailures']),
      ...(Number(queue.attributes['visibility_timeout_seconds'] ?? 30) >= timeout
        ? []
        : [
            'redelivers messages while the function still processes them: raise visibility_timeout_seconds above its timeout',
          ]),
    ];
  },
);

/** The function that a mapping, permission or alias refers to, directly or through an alias. */
export function functionOf(graph: StageGraph, resource: Resource): Resource | undefined {
  const named = referred(graph, resource.attributes['function_name']);
  return named?.type === 'aws_lambda_alias' ? functionOf(graph, named) : named;
}

/** Every dead-letter queue needs an alarm, because otherwise nobody notices its messages. */
export const deadLetterAlarms = ruleOver(
  'O2-alarms',
  'Every dead-letter queue raises an alarm from its first message',
  (graph) => {
    const fromQueues = graph.of('aws_sqs_queue').flatMap((queue) => deadLettersOf(graph, queue) ?? []);
    const fromTargets = graph
      .of('aws_cloudwatch_event_target')
      .flatMap((target) => referred(graph, blocks(target.attributes['dead_letter_config'])[0]?.['arn']) ?? []);
    return [...new Set([...fromQueues, ...fromTargets])].map((queue) => [queue, queue] as const);
  },
  (queue, graph) => {
    const watches = graph.of('aws_cloudwatch_metric_alarm').filter(({ attributes }) => {
      const watched = (attributes['dimensions'] as { QueueName?: string } | undefined)?.QueueName;
      return (
        watched !== undefined && (watched === queue.attributes['name'] || referred(graph, watched)?.id === queue.id)
      );
    });
    return watches.some(
      ({ attributes }) =>
        attributes['metric_name'] === 'ApproximateNumberOfMessagesVisible' && Number(attributes['threshold']) <= 1,
    )
      ? undefined
      : 'has no alarm on its messages: add an Alarm on ApproximateNumberOfMessagesVisible';
  },
);
