import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ask, isAsking } from '../../src/cli/ask.js';
import { listenForStop } from '../../src/cli/signals.js';
import type { Event } from '../../src/report/events.js';

/** As at a terminal. */
const streams = [process.stdin, process.stderr].map((stream) => ({ stream, was: stream.isTTY }));

beforeEach(() => {
  for (const { stream } of streams) stream.isTTY = true;
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const { stream, was } of streams) stream.isTTY = was;
});

it('Ctrl-C at the question says that nothing was changed, and nothing of calls under way', async () => {
  const told: Event[] = [];
  const halt = new AbortController();
  const silence = listenForStop(halt, { command: 'up', local: true }, (it) => told.push(it));
  try {
    const answer = ask('? ', 'up', halt.signal);
    expect(isAsking()).toBe(true);
    process.emit('SIGINT');
    await expect(answer).rejects.toMatchObject({
      code: 'interrupted',
      facts: { command: 'up', local: true, untouched: true },
    });
    expect(told).toEqual([]);
    expect(isAsking()).toBe(false);
  } finally {
    silence();
  }
});

it('elsewhere it says that calls under way are awaited', () => {
  const told: Event[] = [];
  const halt = new AbortController();
  const silence = listenForStop(halt, { command: 'up' }, (it) => told.push(it));
  process.emit('SIGINT');
  silence();
  expect(told).toEqual([{ type: 'stopping' }]);
  expect(halt.signal.reason).toMatchObject({ code: 'interrupted', facts: { command: 'up' } });
});
