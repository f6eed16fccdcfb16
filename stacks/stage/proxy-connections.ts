/** Memory of a general-purpose instance of each size, in GiB. Memory-optimised families have twice as much. */
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

/** Share of the memory that is left for PostgreSQL on the smallest classes, after the operating system. */
const leftForDatabase = 0.75;

/** Share of the connections that the proxy may use, in percent. constructs/database/database-proxy.ts applies it. */
export const proxySharePercent = 90;

/**
 * Connections that the proxy can hold to an instance, as a low estimate. RDS sets `max_connections` to
 * `LEAST(DBInstanceClassMemory / 9531392, 5000)`.
 */
export function proxyConnections(instanceClass: string): number {
  const [, family = '', size = ''] = instanceClass.split('.');
  const gib = (memoryGib[size] ?? 1) * (/^[rx]/.test(family) ? 2 : 1);
  const connections = Math.min(5000, Math.floor((gib * 2 ** 30 * leftForDatabase) / 9_531_392));
  return Math.floor((connections * proxySharePercent) / 100);
}
