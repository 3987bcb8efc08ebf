import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContainerCheckSpec } from '../../../src/local-cloud/data-plane.js';
import { watchHealth, wordsOf } from '../../../src/local-cloud/tasks/health.js';
import { atPlace } from '../../../src/local-cloud/tasks/probe.js';

const check: ContainerCheckSpec = { command: [], interval: 10, timeout: 2, retries: 2, startPeriod: 0 };

describe('the health of a container', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function watch(answers: (boolean | 'hangs')[], changes: Partial<ContainerCheckSpec> = {}) {
    const asked: AbortSignal[] = [];
    const probe = (signal: AbortSignal): Promise<boolean> => {
      asked.push(signal);
      const answer = answers[asked.length - 1] ?? true;
      if (answer !== 'hangs') return Promise.resolve(answer);
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(false)));
    };
    const health = watchHealth({ ...check, ...changes }, probe, Date.now);
    const pass = async (seconds: number) => {
      await vi.advanceTimersByTimeAsync(seconds * 1000);
      return health.read();
    };
    return { asked, health, pass };
  }

  it('is unknown until the first check, one interval after the start', async () => {
    const { asked, pass } = watch([true]);
    expect(await pass(9)).toBe('UNKNOWN');
    expect(asked).toHaveLength(0);
    expect(await pass(1)).toBe('HEALTHY');
  });

  it('is lost after as many failures in a row as are allowed, and comes back with one success', async () => {
    const { pass } = watch([true, false, true, false, false, true]);
    await pass(10);
    expect(await pass(10)).toBe('HEALTHY');
    await pass(10);
    expect(await pass(10)).toBe('HEALTHY');
    expect(await pass(10)).toBe('UNHEALTHY');
    expect(await pass(10)).toBe('HEALTHY');
  });

  it('is not lost while it starts', async () => {
    const { pass } = watch([false, false, false, false], { startPeriod: 25 });
    await pass(30);
    expect(await pass(1)).toBe('UNKNOWN');
    expect(await pass(10)).toBe('UNHEALTHY');
  });

  it('is no longer spared once it has been well', async () => {
    const { pass } = watch([true, false, false], { startPeriod: 100 });
    await pass(10);
    expect(await pass(20)).toBe('UNHEALTHY');
  });

  it('is lost by checks that take too long, which are given up', async () => {
    const { asked, pass } = watch(['hangs', 'hangs']);
    await pass(11);
    expect(asked[0]!.aborted).toBe(false);
    await pass(1);
    expect(asked[0]!.aborted).toBe(true);
    expect(await pass(12)).toBe('UNHEALTHY');
  });

  it('is not asked for after the end', async () => {
    const { asked, health, pass } = watch(['hangs']);
    await pass(11);
    health.end();
    expect(asked[0]!.aborted).toBe(true);
    expect(await pass(100)).toBe('UNKNOWN');
    expect(asked).toHaveLength(1);
  });
});

it('a line for the shell is run by the shell of the container', () => {
  expect(wordsOf(['CMD-SHELL', 'exit 1'])).toEqual(['/bin/sh', '-c', 'exit 1']);
  expect(wordsOf(['CMD', 'node', 'check.js'])).toEqual(['node', 'check.js']);
});

describe('the own port of a container on its own loopback', () => {
  const place = { address: '127.84.1.2', port: 8081 };
  const words: [string, string, number?][] = [
    ['curl -f http://localhost:8080/health || exit 1', 'curl -f http://127.84.1.2:8081/health || exit 1'],
    ['http://127.0.0.1:8080', 'http://127.84.1.2:8081'],
    ['http://[::1]:8080/', 'http://127.84.1.2:8081/'],
    ['nc -z localhost 8080', 'nc -z 127.84.1.2 8081'],
    [`wget -q http://localhost:\${PORT}/`, 'wget -q http://127.84.1.2:8081/'],
    ['http://localhost:$PORT/', 'http://127.84.1.2:8081/'],
    ['http://localhost/health', 'http://127.84.1.2:8081/health', 80],
    ['http://localhost/health', 'http://localhost/health'],
    ['http://localhost:80800/', 'http://localhost:80800/'],
    ['mysqladmin ping -h 127.0.0.1 -P 3306', 'mysqladmin ping -h 127.0.0.1 -P 3306'],
    ['http://api.localhost:8080/', 'http://api.localhost:8080/'],
  ];
  it.each(words)('%s', (said, meant, containerPort = 8080) => {
    expect(atPlace(said, containerPort, place)).toBe(meant);
  });
});
