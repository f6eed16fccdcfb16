/**
 * Memory sizes, in MiB, that Fargate offers for each CPU size; 1024 CPU units are one vCPU. Source: Amazon ECS
 * developer guide, "Task CPU and memory".
 */
const range = (from: number, to: number, step: number): number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, i) => from + i * step);

const memoryByCpu: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: range(1024, 4096, 1024),
  1024: range(2048, 8192, 1024),
  2048: range(4096, 16_384, 1024),
  4096: range(8192, 30_720, 1024),
};

export const fargateCpus = Object.keys(memoryByCpu).map(Number);

/** The memory sizes for `cpu`, in MiB. Empty for a CPU size that Fargate does not offer. */
export const fargateMemoryFor = (cpu: number): readonly number[] => memoryByCpu[cpu] ?? [];
