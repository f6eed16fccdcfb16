/** One port a part; all on 127.0.0.1. */
export interface Ports {
  readonly token: number;
  readonly gateway: number;
  readonly bus: number;
  readonly container: number;
  readonly worker: number;
  /** JSON-RPC; its websocket is on the port after it. */
  readonly solana: number;
  readonly database: number;
}

export const DEFAULT_PORTS: Ports = {
  token: 8401,
  gateway: 8402,
  bus: 8403,
  container: 8404,
  worker: 8405,
  solana: 8899,
  database: 5433,
};

/** All ports moved by the same number, so that several systems run side by side. */
export const shiftedPorts = (offset: number): Ports => ({
  token: DEFAULT_PORTS.token + offset,
  gateway: DEFAULT_PORTS.gateway + offset,
  bus: DEFAULT_PORTS.bus + offset,
  container: DEFAULT_PORTS.container + offset,
  worker: DEFAULT_PORTS.worker + offset,
  solana: DEFAULT_PORTS.solana + offset,
  database: DEFAULT_PORTS.database + offset,
});

/** Every port that has to be free, with who wants it; PostgreSQL's start looks after its own, to end what a crash left. */
export const portsInUse = (ports: Ports): readonly (readonly [string, number])[] => [
  ['Solana RPC', ports.solana],
  ['Solana websocket', ports.solana + 1],
  ['the token endpoint', ports.token],
  ['EventBridge', ports.bus],
  ['the container service', ports.container],
  ['the worker', ports.worker],
  ['the API gateway', ports.gateway],
];
