/** The ports of all parts, on 127.0.0.1. */
export interface Ports {
  readonly token: number;
  readonly gateway: number;
  readonly bus: number;
  readonly container: number;
  readonly worker: number;
  /** JSON-RPC. The websocket is on the next port. */
  readonly solana: number;
  readonly database: number;
}

const DEFAULT_PORTS: Ports = {
  token: 8401,
  gateway: 8402,
  bus: 8403,
  container: 8404,
  worker: 8405,
  solana: 8899,
  database: 5433,
};

/** All ports plus an offset, so that several systems can run at the same time. */
export const shiftedPorts = (offset: number): Ports => ({
  token: DEFAULT_PORTS.token + offset,
  gateway: DEFAULT_PORTS.gateway + offset,
  bus: DEFAULT_PORTS.bus + offset,
  container: DEFAULT_PORTS.container + offset,
  worker: DEFAULT_PORTS.worker + offset,
  solana: DEFAULT_PORTS.solana + offset,
  database: DEFAULT_PORTS.database + offset,
});

/**
 * Every port that must be free, with the part that needs it. PostgreSQL checks its own port at start, after it has
 * ended a server that a crash left running.
 */
export const portsInUse = (ports: Ports): readonly (readonly [string, number])[] => [
  ['Solana RPC', ports.solana],
  ['Solana websocket', ports.solana + 1],
  ['the token endpoint', ports.token],
  ['EventBridge', ports.bus],
  ['the container service', ports.container],
  ['the worker', ports.worker],
  ['the API gateway', ports.gateway],
];
