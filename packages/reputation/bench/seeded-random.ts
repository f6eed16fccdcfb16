/** A seeded random number generator. Equal seeds give equal draws on every engine. */
export interface SeededRandom {
  /** Uniform in [0, 1). */
  readonly uniform: () => number;
  /** Uniform whole number in [0, below). */
  readonly below: (below: number) => number;
  readonly normal: () => number;
  /** Poisson(mean) for small means (Knuth 1969). */
  readonly poisson: (mean: number) => number;
  /** Gamma(shape, 1), Marsaglia and Tsang 2000. */
  readonly gamma: (shape: number) => number;
  readonly beta: (a: number, b: number) => number;
}

/** sfc32 (Doty-Humphrey, PractRand): 128 bits of state, integer operations alone. */
export function seededRandom(seed: number): SeededRandom {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed | 0;
  let counter = 1;
  const uniform = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let warm = 0; warm < 15; warm += 1) uniform();
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * (1 - uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    const k = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const v = (1 + k * x) ** 3;
      if (v > 0 && Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  const poisson = (mean: number): number => {
    const least = Math.exp(-mean);
    let count = 0;
    for (let product = uniform(); product > least; product *= uniform()) count += 1;
    return count;
  };
  return {
    uniform,
    poisson,
    below: (below) => Math.floor(uniform() * below),
    normal,
    gamma,
    beta: (alpha, beta) => {
      const x = gamma(alpha);
      return x / (x + gamma(beta));
    },
  };
}
