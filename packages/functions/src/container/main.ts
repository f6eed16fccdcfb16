/**
 * The container service, on ECS behind the load balancer. Listens on PORT. After SIGTERM it finishes running requests.
 */
import { ROUTES } from '@pos/contract/routes.ts';
import { hostOf, type RouteDeclaration } from '@pos/contract/route.ts';
import { parseEnvironment } from '@pos/runtime/environment.ts';
import { telemetryOf } from '@pos/runtime/telemetry.ts';
import * as z from 'zod';
import { createApp } from './app.ts';

const Port = z.coerce.number().int().min(0).max(65_535).default(3000);
const DRAIN_MS = 25_000;

const telemetry = telemetryOf('api');
const { log } = telemetry;
const measure = (metric: string, value: number): void => {
  telemetry.count(metric, value);
  telemetry.publish();
};
const hosted: readonly RouteDeclaration[] = Object.values(ROUTES).filter((route) => hostOf(route) === 'container');
// Reports missing settings of the hosted routes at start instead of at the first request.
parseEnvironment([...new Set(hosted.flatMap(({ needs }) => needs))], process.env);

const stopping = new AbortController();
const app = createApp({ variables: process.env, log, measure, now: () => new Date(), stopping: stopping.signal });
const server = app.listen(Port.parse(process.env.PORT), process.env.HOST ?? '0.0.0.0', () => {
  log.info('The container service listens', { routes: hosted.map(({ id }) => id) });
});
// Longer than the load balancer's idle timeout, so that the load balancer never sends a request on a closed connection.
server.keepAliveTimeout = 65_000;

function stop(): void {
  if (stopping.signal.aborted) return;
  stopping.abort();
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(1), DRAIN_MS).unref();
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
