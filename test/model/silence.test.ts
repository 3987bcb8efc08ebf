import { createServer, type Socket } from 'node:net';
import { expect, it } from 'vitest';
import { whySilent } from '../../src/model/silence.js';

const silenceOf = (url: string, signal?: AbortSignal) =>
  fetch(url, { ...(signal && { signal }) }).then(String, whySilent);

it('tells the same code for a time that ran out as the system does, and others as they are', async () => {
  const guests: Socket[] = [];
  const server = createServer((guest) => void guests.push(guest));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const url = `http://127.0.0.1:${port}/`;
  expect(await silenceOf(url, AbortSignal.timeout(50))).toBe('ETIMEDOUT');
  for (const guest of guests) guest.destroy();
  await new Promise((resolve) => server.close(resolve));
  expect(await silenceOf(url)).toBe('ECONNREFUSED');
  expect(whySilent(new Error('odd'))).toBe('odd');
});
