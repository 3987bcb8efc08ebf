import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { configKeys } from '../../src/config/json-schema.js';
import { loadConfig } from '../../src/config/load.js';
import { configSchema } from '../../src/config/schema.js';
import type { Problem } from '../../src/model/problem.js';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'meibo-config-'));
});
afterEach(() => rm(cwd, { recursive: true }));

const write = (text: string, name = 'meibo-infra.config.json') => writeFile(join(cwd, name), text);
const problemOf = async (load: Promise<unknown>) => {
  const problem = (await load.then(
    () => undefined,
    (error) => error,
  )) as Problem;
  return { code: problem.code, facts: problem.facts as never as Record<string, unknown> };
};

test('config.example.json holds every key that has a default, with that default', async () => {
  const example = JSON.parse(await readFile(join(import.meta.dirname, '../../config.example.json'), 'utf8'));
  expect(configSchema.parse(example)).toEqual(configSchema.parse({}));
  const keys = (value: unknown, at = ''): string[] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([key, inner]) => [`${at}${key}`, ...keys(inner, `${at}${key}.`)])
      : [];
  const withoutDefault = ['$schema', ...['path', 'ref', 'uri', 'copy', 'archive', 'engine'].map((it) => `image.${it}`)];
  expect(keys(example).sort()).toEqual(
    configKeys()
      .map((it) => it.path)
      .filter((it) => !withoutDefault.includes(it))
      .sort(),
  );
});

test('every key has a description', () => {
  expect(configKeys().filter((it) => !it.schema.description)).toEqual([]);
  expect(configKeys().length).toBeGreaterThan(50);
});

test('without a file the defaults stand', async () => {
  const { config, file } = await loadConfig({ cwd, env: {} });
  expect(file).toBeUndefined();
  expect(config).toEqual(configSchema.parse({}));
});

test('a file with a byte order mark and $schema is read, and its paths are relative to it', async () => {
  await write('\uFEFF{"$schema": "./x.json", "name": "api", "image": {"path": "app"}}');
  const { config, file } = await loadConfig({ cwd, env: {} });
  expect(file).toBe(join(cwd, 'meibo-infra.config.json'));
  expect(config.name).toBe('api');
  expect(config.image).toMatchObject({ path: join(cwd, 'app'), dockerfile: 'Dockerfile' });
});

test('the region comes from the override, the file, the environment, the default, in this order', async () => {
  const env = { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-west-2' };
  const regionOf = async (sources: object) => (await loadConfig({ cwd, env, ...sources })).config.region;
  expect(await regionOf({})).toBe('us-east-1');
  expect(await regionOf({ env: { AWS_DEFAULT_REGION: 'us-west-2' } })).toBe('us-west-2');
  await write('{"region": "eu-west-1"}');
  expect(await regionOf({})).toBe('eu-west-1');
  expect(await regionOf({ overrides: { region: 'us-gov-west-1' } })).toBe('us-gov-west-1');
});

test('a named file that is not there is a problem', async () => {
  const { code, facts } = await problemOf(loadConfig({ file: 'no.json', cwd, env: {} }));
  expect([code, facts]).toEqual(['config-missing', { file: join(cwd, 'no.json') }]);
});

test.each([
  ['{\n  "name": "api",\n}', 'line 3, column 1: key expected'],
  ['{"name" "api"}', 'line 1, column 9: : expected'],
  ['{"tags": {"a": "b"}', 'line 1, column 20: , or } expected'],
  ["{'name': 1}", 'line 1, column 2: key or } expected'],
  ['', 'line 1, column 1: value expected'],
  ['{"zones": [1, 2}}', 'line 1, column 16: , or ] expected'],
  ['{"a": 01}', 'line 1, column 8: , or } expected'],
])('%j is told with line and column', async (text, reason) => {
  await write(text);
  const { code, facts } = await problemOf(loadConfig({ cwd, env: {} }));
  expect([code, facts.reason]).toEqual(['config-unreadable', reason]);
});

test('all faults come at once', async () => {
  await write(
    '{"nmae": "x", "network": {"zones": "two", "cidr": "10.0.0.1/16"}, "scaling": {"min": 5}, "name": "Big"}',
  );
  const { code, facts } = await problemOf(loadConfig({ cwd, env: {} }));
  expect(code).toBe('config-invalid');
  expect((facts.faults as { path: string; code: string }[]).map((it) => `${it.path} ${it.code}`).sort()).toEqual([
    'name name-form',
    'network.cidr cidr-host-bits',
    'network.zones wrong-type',
    'nmae unknown-key',
    'scaling.max min-above-max',
  ]);
});
