import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { diagram } from '../../src/cli/diagram.js';
import type { DiagramOptions } from '../../src/cli/options.js';

let folder: string;
let said: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'meibo-diagram-'));
  await writeFile(join(folder, 'config.json'), JSON.stringify({ name: 'drawn', network: { zones: 3 } }));
  said = '';
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      said += chunk;
      return true;
    });
  // Whoever asked AWS would have to go out by one of these.
  vi.stubGlobal('fetch', () => Promise.reject(new Error('no network')));
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) vi.stubEnv(name, '');
  vi.stubEnv('AWS_REGION', 'eu-west-1');
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const draw = (options: DiagramOptions) => diagram({ config: join(folder, 'config.json'), lang: 'en', ...options });

test('from the config alone, without credentials, to stdout', async () => {
  expect(await draw({})).toBe(0);
  expect(said).toMatch(/^<svg .*<\/svg>\n$/s);
  expect(said).toContain('AWS architecture: drawn');
  expect(said).toContain('>eu-west-1<');
  expect(said).toContain('AZ 3');
});

test.each([
  ['svg', /^<svg /],
  ['mermaid', /^%% .*\nflowchart LR\n/],
  ['drawio', /^<\?xml .*\n<mxfile /],
] as const)('%s to a file; --name and --region count', async (format, form) => {
  const out = join(folder, 'out');
  expect(await draw({ format, out, name: 'other', region: 'us-east-1' })).toBe(0);
  expect(said).toBe('');
  const text = await readFile(out, 'utf8');
  expect(text).toMatch(form);
  expect(text).toContain('us-east-1');
  expect(text).toContain('other-alb');
});

test('a bad config and a file that cannot be written are told with cause and remedy', async () => {
  expect(await draw({ out: join(folder, 'not', 'there.svg') })).toBe(1);
  expect(said).toContain('there.svg cannot be written');
  expect(said).toContain('ENOENT');
  said = '';
  expect(await draw({ config: join(folder, 'none.json') })).toBe(1);
  expect(said).toContain('none.json');
  expect(said).not.toMatch(/\n\s+at /);
});
