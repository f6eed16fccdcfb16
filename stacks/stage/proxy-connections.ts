/** Memory in GiB of a general-purpose instance of each size; memory-optimised families have twice as much. */
const memoryGib: Readonly<Record<string, number>> = {
  micro: 1,
  small: 2,
  medium: 4,
  large: 8,
  xlarge: 16,
  '2xlarge': 32,
  '4xlarge': 64,
  '8xlarge': 128,
  '12xlarge': 192,
  '16xlarge': 256,
  '24xlarge': 384,
};

/** What remains for PostgreSQL on the smallest classes once the system has taken its part. */
const leftForDatabase = 0.75;

/** The share of connections that the proxy may take, as constructs/database-proxy.ts sets it. */
export const proxySharePercent = 90;

/**
 * Connections that the proxy can hold to an instance, estimated low: RDS sets `max_connections` to
 * `LEAST(DBInstanceClassMemory / 9531392, 5000)`.
 */
export function proxyConnections(instanceClass: string): number {
  const [, family = '', size = ''] = instanceClass.split('.');
  const gib = (memoryGib[size] ?? 1) * (/^[rx]/.test(family) ? 2 : 1);
  const connections = Math.min(5000, Math.floor((gib * 2 ** 30 * leftForDatabase) / 9_531_392));
  return Math.floor((connections * proxySharePercent) / 100);
}
