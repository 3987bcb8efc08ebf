import { writeFileSync } from 'node:fs';
import type { TaskSpec } from '../../data-plane.js';

/** Words for `docker create`, without the values of the environment. */
export interface EnvironmentWords {
  readonly words: readonly string[];
  /** Must be in the environment of docker itself. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Passes an environment to docker without a value in the process list: in a file (0600, which the caller deletes), and through
 * docker's own environment where a value has several lines, which such a file cannot hold.
 */
export function passEnvironment(environment: Readonly<Record<string, string>>, file: string): EnvironmentWords {
  const all = Object.entries(environment);
  const several = all.filter(([, value]) => /[\r\n]/.test(value));
  const single = all.filter(([, value]) => !/[\r\n]/.test(value));
  writeFileSync(file, single.map(([name, value]) => `${name}=${value}\n`).join(''), { mode: 0o600 });
  return {
    words: ['--env-file', file, ...several.flatMap(([name]) => ['--env', name])],
    env: Object.fromEntries(several),
  };
}

/** The limits of a task: on Fargate it gets what it reserved and no more, and no swap. */
export const limitsOf = ({ cpu, memory }: Pick<TaskSpec, 'cpu' | 'memory'>): readonly string[] => [
  ...['--cpus', String(cpu / 1024)],
  ...['--memory', `${memory}m`, '--memory-swap', `${memory}m`],
];

/** What follows the image, and the entry point before it; as on AWS, an overridden one takes the image's command away. */
export function commandOf({ entryPoint, command }: Pick<TaskSpec, 'entryPoint' | 'command'>): {
  readonly before: readonly string[];
  readonly after: readonly string[];
} {
  const [program, ...rest] = entryPoint ?? [];
  return {
    before: program === undefined ? [] : ['--entrypoint', program],
    after: [...rest, ...(command ?? [])],
  };
}
