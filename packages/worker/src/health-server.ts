import { createServer, type Server } from 'node:http';
import type { Pulse } from './repeat.ts';

/** Without a good turn for as long as this, a job counts as stuck. */
const STUCK_AFTER_MS = 90_000;

export interface HealthOptions {
  readonly pulse: Pulse;
  /** Jobs that turn often enough to be judged by it. */
  readonly watched: readonly string[];
  readonly now: () => Date;
  readonly startedAt: Date;
}

export function healthOf({ pulse, watched, now, startedAt }: HealthOptions): {
  readonly status: 'ok' | 'stuck';
  readonly jobs: Readonly<Record<string, string>>;
} {
  const jobs = watched.map((name) => [name, pulse.get(name) ?? startedAt] as const);
  const stuck = jobs.some(([, at]) => now().getTime() - at.getTime() > STUCK_AFTER_MS);
  return {
    status: stuck ? 'stuck' : 'ok',
    jobs: Object.fromEntries(jobs.map(([name, at]) => [name, at.toISOString()])),
  };
}

/** `GET /health` for the container's health check: 200, or 503 where a job is stuck so that the task is replaced. */
export const healthServer = (options: HealthOptions): Server =>
  createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/health') {
      response.writeHead(404).end();
      return;
    }
    const health = healthOf(options);
    response.writeHead(health.status === 'ok' ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify(health));
  });
