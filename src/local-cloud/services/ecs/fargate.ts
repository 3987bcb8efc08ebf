import { clientError } from './errors.js';

const range = (from: number, to: number, step = 1024): number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);

/** The memory sizes (MiB) that Fargate has for each number of CPU units. */
const sizes: Readonly<Record<string, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: range(1024, 4096),
  1024: range(2048, 8192),
  2048: range(4096, 16_384),
  4096: range(8192, 30_720),
  8192: range(16_384, 61_440, 4096),
  16384: range(32_768, 122_880, 8192),
};

/** Both sizes as ECS keeps them (`.25 vCPU` and `1 GB` also name sizes), or ClientException for a pair that Fargate does not have. */
export function fargateSize(cpu: string | undefined, memory: string | undefined): { cpu: string; memory: string } {
  if (!cpu || !memory) {
    clientError("Fargate requires that 'cpu' and 'memory' be defined at the task level.");
  }
  const units = /vcpu/i.test(cpu) ? Number.parseFloat(cpu) * 1024 : Number(cpu);
  const mebibytes = /gb/i.test(memory) ? Number.parseFloat(memory) * 1024 : Number(memory);
  if (!sizes[units]?.includes(mebibytes)) {
    clientError(
      `No Fargate configuration exists for given values: ${units} CPU, ${mebibytes} memory. See the Amazon ECS documentation for the valid values.`,
    );
  }
  return { cpu: String(units), memory: String(mebibytes) };
}
