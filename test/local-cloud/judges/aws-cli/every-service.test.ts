import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { addressing } from '../../../../src/local-cloud/wire/services.js';
import { hasAwsCli } from './command-line.js';

it.runIf(process.env.CI)('finds the aws command line in CI', () => {
  expect(hasAwsCli(), 'CI must have the aws command line').toBe(true);
});

it('every service has its judge', () => {
  const files = readdirSync(import.meta.dirname).filter((it) => it.endsWith('.test.ts'));
  const judged = files.flatMap((file) => {
    const [, names = ''] =
      /^judge\(stage, \[([^\]]*)\]/m.exec(readFileSync(join(import.meta.dirname, file), 'utf8')) ?? [];
    return names
      .split(', ')
      .filter((it) => it !== '')
      .map((it) => it.replaceAll("'", ''));
  });
  expect(judged.sort()).toEqual(Object.keys(addressing).sort());
});
