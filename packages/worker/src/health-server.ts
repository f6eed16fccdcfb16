import { createServer, type Server } from 'node:http';
import type { Pulse } from './pulse.ts';

export interface WorkerHealth {
  readonly status: 'ok' | 'stalled';
  /** Time in ISO 8601 at which each watched task last completed a turn, by task id. */
  readonly tasks: Readonly<Record<string, string>>;
}

export function healthOf(pulse: Pulse): WorkerHealth {
  const tasks = pulse.tasks();
  return {
    status: tasks.some(({ stalled }) => stalled) ? 'stalled' : 'ok',
    tasks: Object.fromEntries(tasks.map(({ id, completedAt }) => [id, completedAt.toISOString()])),
  };
}

/** `GET /health` of the container: 200, or 503 if a task stalled, so that the container is replaced. */
export const healthServer = (pulse: Pulse): Server =>
  createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/health') {
      response.writeHead(404).end();
      return;
    }
    const health = healthOf(pulse);
    response.writeHead(health.status === 'ok' ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify(health));
  });
