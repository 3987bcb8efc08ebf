import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { allServices } from '../../support/cloud.js';

const src = resolve(import.meta.dirname, '../../../src');

/** Our own program, without the local cloud. */
const ownFiles = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (it) => it.endsWith('.ts') && !it.startsWith('local-cloud'),
);

/** Every command that a file imports from an SDK client, with the client's package. */
function commandsOf(file: string): { client: string; operation: string }[] {
  const text = readFileSync(join(src, file), 'utf8');
  return [...text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/(client-[\w-]+)'/g)].flatMap(
    ([, names = '', client = '']) =>
      [...names.matchAll(/\b(\w+)Command\b/g)].map(([, operation = '']) => ({ client, operation })),
  );
}

it('the local cloud has every operation that our program calls', async () => {
  const called = ownFiles.flatMap(commandsOf);
  expect(called.length).toBeGreaterThan(100);
  const missing = [];
  for (const { client, operation } of called) {
    const sdk = (await import(`@aws-sdk/${client}`)) as Record<string, unknown>;
    const service = allServices.find((it) => Reflect.get(it.sdk, `${operation}Command`) === sdk[`${operation}Command`]);
    if (!service || !Object.hasOwn(service.operations, operation)) missing.push(`${client} ${operation}`);
  }
  expect(missing).toEqual([]);
});
