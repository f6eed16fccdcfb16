import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard/index.js';
import { Construct } from 'constructs';
import { apiName } from '../../stage/agreed-names.ts';
import { stageStackOf } from '../stage-stack.ts';

type Metric = readonly [string, string, ...(string | { readonly stat: string })[]];

/**
 * A dashboard with the health of the stage on one page. It addresses metrics by name, so it depends on none of the
 * stacks that it shows.
 */
export class OverviewDashboard extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const stack = stageStackOf(this);
    const api = ['ApiName', apiName(stack.stage)] as const;
    const database = ['DBInstanceIdentifier', stack.named('database')] as const;
    const service = (name: string) =>
      ['ClusterName', stack.named('cluster'), 'ServiceName', stack.named(name)] as const;
    const charts: readonly (readonly [string, readonly Metric[]])[] = [
      ['API latency, ms', ['p50', 'p95', 'p99'].map((stat): Metric => ['AWS/ApiGateway', 'Latency', ...api, { stat }])],
      [
        'API requests and refusals',
        ['Count', '4XXError', '5XXError'].map((metric): Metric => ['AWS/ApiGateway', metric, ...api, { stat: 'Sum' }]),
      ],
      [
        'CPU of services, %',
        ['api', 'worker'].map((name): Metric => ['AWS/ECS', 'CPUUtilization', ...service(name), { stat: 'Average' }]),
      ],
      [
        'Database',
        ['CPUUtilization', 'DatabaseConnections'].map((metric): Metric => [
          'AWS/RDS',
          metric,
          ...database,
          { stat: 'Average' },
        ]),
      ],
    ];
    // Searched by the name prefix of the stage, so new functions and queues appear without an edit here.
    const searches: readonly (readonly [title: string, what: string, statistic: string])[] = [
      ['Errors of functions', '{AWS/Lambda,FunctionName} MetricName="Errors"', 'Sum'],
      ['Throttled functions', '{AWS/Lambda,FunctionName} MetricName="Throttles"', 'Sum'],
      ['Oldest waiting event, s', '{AWS/SQS,QueueName} MetricName="ApproximateAgeOfOldestMessage"', 'Maximum'],
      ['Dead letters', '{AWS/SQS,QueueName} MetricName="ApproximateNumberOfMessagesVisible" "dead-letters"', 'Maximum'],
    ];
    const { region } = stack.stage;
    new CloudwatchDashboard(this, 'dashboard', {
      dashboardName: stack.named('overview'),
      dashboardBody: JSON.stringify({
        widgets: [
          ...charts.map(([title, metrics], index) => ({
            type: 'metric',
            x: (index % 2) * 12,
            y: Math.floor(index / 2) * 6,
            width: 12,
            height: 6,
            properties: { title, region, view: 'timeSeries', period: 60, metrics },
          })),
          ...searches.map(([title, what, stat], index) => ({
            type: 'metric',
            x: (index % 2) * 12,
            y: 12 + Math.floor(index / 2) * 6,
            width: 12,
            height: 6,
            properties: {
              title,
              region,
              view: 'timeSeries',
              period: 60,
              metrics: [[{ expression: `SEARCH('${what} "${stack.named('')}"', '${stat}')`, id: 'found' }]],
            },
          })),
        ],
      }),
    });
  }
}
