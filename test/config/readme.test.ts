import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configKeys } from '../../src/config/json-schema.js';
import { configSchema } from '../../src/config/schema.js';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const defaults: unknown = configSchema.parse({});

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((it) => {
    if (it.name === 'local-cloud') return [];
    if (it.isDirectory()) return sources(join(folder, it.name));
    return it.name.endsWith('.ts') ? [join(folder, it.name)] : [];
  });

/** Calls to AWS that the code imports, the local cloud's own left out. */
function callsMade(): Set<string> {
  const calls = new Set<string>();
  for (const file of sources(join(root, 'src')))
    for (const [, names = ''] of readFileSync(file, 'utf8').matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-/g))
      for (const [, name = ''] of names.matchAll(/(\w+)Command\b/g)) calls.add(name);
  return calls;
}

test.each(['README.md', 'README.en.md'])('%s names every key with its default and every call to AWS', (file) => {
  const text = read(file);
  for (const { path, schema } of configKeys()) {
    if (schema.properties || path === '$schema') continue;
    const value = path.split('.').reduce((it, key) => (it as Record<string, unknown> | undefined)?.[key], defaults);
    const shown = value === undefined ? '–' : `\`${JSON.stringify(value)}\``;
    expect(text).toContain(`| \`${path}\` | ${shown} |`);
  }
  const calls = callsMade();
  expect(calls.size).toBeGreaterThan(50);
  expect([...calls].filter((it) => !new RegExp(`\\b${it}\\b`).test(text))).toEqual([]);
});
