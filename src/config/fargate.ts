/** The memory sizes (MiB) that Fargate takes with each CPU size (1024 = one vCPU); AWS's table of task sizes, 2026. */
const sizes: readonly { readonly cpu: number; readonly from: number; readonly to: number; readonly step: number }[] = [
  { cpu: 512, from: 1024, to: 4096, step: 1024 },
  { cpu: 1024, from: 2048, to: 8192, step: 1024 },
  { cpu: 2048, from: 4096, to: 16384, step: 1024 },
  { cpu: 4096, from: 8192, to: 30720, step: 1024 },
  { cpu: 8192, from: 16384, to: 61440, step: 4096 },
  { cpu: 16384, from: 32768, to: 122880, step: 8192 },
];

/** The CPU sizes of Fargate. */
export const cpuSizes: readonly number[] = [256, ...sizes.map((it) => it.cpu)];

/** Whether Fargate runs a task of this size. */
export function isFargateMemory(cpu: number, memory: number): boolean {
  if (cpu === 256) return [512, 1024, 2048].includes(memory);
  const size = sizes.find((it) => it.cpu === cpu);
  return size !== undefined && memory >= size.from && memory <= size.to && (memory - size.from) % size.step === 0;
}

/** The memory sizes of a CPU size, short enough for a message. */
export function memoryRange(cpu: number): string {
  if (cpu === 256) return '512, 1024, 2048';
  const size = sizes.find((it) => it.cpu === cpu);
  return size ? `${size.from}, ${size.from + size.step}, … ${size.to}` : '';
}
