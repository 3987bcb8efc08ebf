import * as z from 'zod';
import { check, whole } from './checks.js';
import { cpuSizes, isFargateMemory, memoryRange } from './fargate.js';

/** The days CloudWatch Logs can keep a log group for. */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const environment = z.record(z.string(), z.string()).check(
  check<Record<string, string>>((all, say) => {
    for (const key of Object.keys(all)) {
      if (!/^[A-Za-z_]\w*$/.test(key))
        say({ code: 'environment-name', facts: { key }, example: 'LOG_LEVEL', at: [key] });
      else if (/^DB_/.test(key)) say({ code: 'environment-ours', facts: { key }, at: [key] });
    }
  }),
);

/** The task: its size and what it is given. */
export const containerSchema = z
  .strictObject({
    port: whole(1, 65535).default(80).describe('Port the API listens on.'),
    cpu: z.int().default(256).describe('CPU units of a task; 1024 are one vCPU. Fargate takes 256 to 16384.'),
    memory: z.int().default(512).describe('Memory of a task in MiB; which sizes there are depends on cpu.'),
    architecture: z
      .enum(['x86_64', 'arm64'])
      .default('x86_64')
      .describe('Processor the image is built for and runs on.'),
    environment: environment
      .default({})
      .describe('Further environment variables. DB_HOST, DB_USER, DB_PASSWORD and DB_NAME are set by meibo-infra.'),
    logRetentionDays: z
      .int()
      .check(
        check<number>((days, say) => {
          if (!retentions.includes(days))
            say({ code: 'log-retention', facts: { found: days, allowed: retentions.join(', ') }, example: '7' });
        }),
      )
      .default(7)
      .describe('Days CloudWatch Logs keeps the container logs.'),
    exec: z.boolean().default(false).describe('Allow ECS Exec (a shell in a running container).'),
  })
  .check(
    check<{ cpu: number; memory: number }>(
      ({ cpu, memory }, say) => {
        if (!cpuSizes.includes(cpu))
          say({
            code: 'cpu-unknown',
            facts: { found: cpu, allowed: cpuSizes.join(', ') },
            example: '256',
            at: ['cpu'],
          });
        else if (!isFargateMemory(cpu, memory))
          say({
            code: 'memory-for-cpu',
            facts: { cpu, found: memory, allowed: memoryRange(cpu) },
            example: String(cpu * 2),
            at: ['memory'],
          });
      },
      ['cpu', 'memory'],
    ),
  );
