import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { WITHHELD_FIELDS } from '@pos/contract/withheld-fields.generated.ts';
import type { Context } from 'aws-lambda';
import { variables } from './composition-root.ts';
import type { Log } from './log.ts';

/** Structured logs and metrics (CloudWatch embedded metric format) of one function. */
export interface Telemetry {
  readonly log: Log;
  /** Starts an invocation. Log lines carry its request id and trace id until the next call. */
  begin(context: Context, traceId: string | undefined): void;
  count(metric: string, value?: number): void;
  duration(ms: number): void;
  /** Writes the metrics. Call it at the end of an invocation. */
  publish(): void;
}

export function telemetryOf(functionId: string): Telemetry {
  const logger = new Logger({
    serviceName: functionId,
    logLevel: levelOf(variables.LOG_LEVEL),
    jsonReplacerFn: withoutWithheldFields,
  });
  const metrics = new Metrics({
    namespace: 'ProofOfService',
    serviceName: functionId,
    defaultDimensions: { stage: variables.STAGE ?? 'unknown' },
  });
  const log: Log = {
    debug: (message, fields = {}) => logger.debug(message, fields),
    info: (message, fields = {}) => logger.info(message, fields),
    warn: (message, fields = {}) => logger.warn(message, fields),
    error: (message, error, fields = {}) =>
      logger.error(message, { ...fields, error: error instanceof Error ? error : new Error(String(error)) }),
  };
  return {
    log,
    begin(context, traceId) {
      logger.resetKeys();
      logger.appendKeys({ requestId: context.awsRequestId, ...(traceId === undefined ? {} : { traceId }) });
    },
    count: (metric, value = 1) => metrics.addMetric(metric, MetricUnit.Count, value),
    duration: (ms) => metrics.addMetric('DurationMs', MetricUnit.Milliseconds, ms),
    publish: () => metrics.publishStoredMetrics(),
  };
}

const WITHHELD: ReadonlySet<string> = new Set(WITHHELD_FIELDS);

/** Replaces the values of fields that are not public, at any depth of a log line. */
const withoutWithheldFields = (name: string, value: unknown): unknown =>
  WITHHELD.has(name) && value !== undefined ? '[withheld]' : value;

const LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR'] as const;
const levelOf = (text: string | undefined): (typeof LEVELS)[number] => LEVELS.find((level) => level === text) ?? 'INFO';
