import { clientError, invalid } from './errors.js';

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

function sizeOf(what: 'cpu' | 'memory', size: string, unit: RegExp): string {
  const value = unit.test(size) ? Number.parseFloat(size) * 1024 : Number(size);
  return Number.isInteger(value) && value > 0 ? String(value) : invalid(`Invalid '${what}' setting for task.`);
}

/** Both sizes as ECS keeps them (`.25 vCPU` and `1 GB` also name sizes), or InvalidParameterException for what is none. */
export const definitionSize = (
  cpu: string | undefined,
  memory: string | undefined,
): { cpu?: string; memory?: string } => ({
  ...(cpu !== undefined && { cpu: sizeOf('cpu', cpu, /vcpu/i) }),
  ...(memory !== undefined && { memory: sizeOf('memory', memory, /gb/i) }),
});

/** Both sizes as ECS keeps them, or ClientException for a pair that Fargate does not have. */
export function fargateSize(cpu: string | undefined, memory: string | undefined): { cpu: string; memory: string } {
  if (cpu === undefined || memory === undefined) {
    clientError("Fargate requires that 'cpu' and 'memory' be defined at the task level.");
  }
  const size = definitionSize(cpu, memory);
  if (!sizes[Number(size.cpu)]?.includes(Number(size.memory))) {
    clientError(
      `No Fargate configuration exists for given values: ${size.cpu} CPU, ${size.memory} memory. See the Amazon ECS documentation for the valid values.`,
    );
  }
  return { cpu: size.cpu!, memory: size.memory! };
}
