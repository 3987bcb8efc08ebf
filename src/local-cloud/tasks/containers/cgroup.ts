import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProcess, type Usage } from '../usage.js';

const ROOT = '/sys/fs/cgroup';

const numberIn = (path: string): number => Number(readFileSync(join(ROOT, path), 'utf8'));

const fieldIn = (path: string, name: string): number =>
  Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(readFileSync(join(ROOT, path), 'utf8'))?.[1]);

/** Reads the control group of a path per controller, as /proc/<pid>/cgroup lists them: one tree (v2), or one tree each (v1). */
function readGroup(pid: number): Usage {
  const lines = readFileSync(`/proc/${pid}/cgroup`, 'utf8').trim().split('\n');
  const paths = new Map(
    lines.flatMap((line) => {
      const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
      return controllers.split(',').map((each) => [each, path] as const);
    }),
  );
  const [cpu, memory] = [paths.get('cpuacct'), paths.get('memory')];
  // Pages that the kernel would give back at once are no use of the task's, as `docker stats` counts too.
  if (cpu !== undefined && memory !== undefined)
    return {
      cpuSeconds: numberIn(`cpuacct${cpu}/cpuacct.usage`) / 1e9,
      bytes:
        numberIn(`memory${memory}/memory.usage_in_bytes`) -
        fieldIn(`memory${memory}/memory.stat`, 'total_inactive_file'),
    };
  const path = paths.get('') ?? '/';
  return {
    cpuSeconds: fieldIn(`${path}/cpu.stat`, 'usage_usec') / 1e6,
    bytes: numberIn(`${path}/memory.current`) - fieldIn(`${path}/memory.stat`, 'inactive_file'),
  };
}

/** What the container of a process has used: as its control group counts, where that can be read, else as its processes do. */
export function readContainer(pid: number): Usage {
  try {
    const usage = readGroup(pid);
    if (Number.isFinite(usage.cpuSeconds) && Number.isFinite(usage.bytes)) return usage;
  } catch {
    // Mounted elsewhere, or the container has just ended.
  }
  return readProcess(pid);
}
