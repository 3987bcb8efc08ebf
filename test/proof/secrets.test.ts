import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildOci } from '../../src/image/build-oci.js';
import type { Interference } from '../../src/local-cloud/cloud.js';
import { Refusal } from '../../src/local-cloud/refuse.js';
import { createRegistryPlane } from '../../src/local-cloud/registry/plane.js';
import { ssmSlice } from '../../src/local-cloud/services/ssm/store.js';
import { type CloudOnPort, startCloudOnPort } from '../support/cloud-on-port.js';
import { listen } from '../support/eavesdropper.js';
import { tellFigure } from '../support/figures.js';
import { formsOf, leaksIn } from '../support/leaks.js';
import { makeFolder, startProcess, startTool, type Tool, type ToolEnd } from '../support/tool.js';

const place = Number(process.env.VITEST_POOL_ID ?? 1) * 50;
let cloud: CloudOnPort;
let registry: Awaited<ReturnType<typeof createRegistryPlane>>;
let scratch: string;
/** The code with which the next call of an operation is refused. */
const refusals = new Map<string, string>();
/** Every password and token that was ever handed out. */
const secrets = new Set<string>();

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'meibo-secrets-'));
  registry = await createRegistryPlane({ folder: join(scratch, 'registry'), preferredPort: 5800 + place });
  const listening = {
    ...registry,
    issueToken() {
      const token = registry.issueToken();
      secrets.add(token.password);
      return token;
    },
  };
  const interfere = ({ operation }: { operation: string }): Interference | undefined => {
    const code = refusals.get(operation);
    return code ? new Refusal(code, `The call of ${operation} was refused`, 400) : undefined;
  };
  cloud = await startCloudOnPort({ registry: listening, interfere });
  await writeFile(join(scratch, 'file'), 'content');
  await buildOci({ folders: [{ from: scratch, to: '/' }], platform: 'linux/amd64' }, join(scratch, 'layout'));
}, 30_000);
afterAll(async () => {
  await cloud?.close();
  await registry?.close();
  await rm(scratch, { recursive: true, force: true });
});

const loud = { FORCE_COLOR: '1', DEBUG: '*', NODE_OPTIONS: '--trace-warnings --trace-uncaught' };

/** All texts that the tool wrote, by where. */
const written = new Map<string, Set<string>>();
const keep = (where: string, text: string) => written.set(where, (written.get(where) ?? new Set()).add(text));
const allWritten = () => [...written].flatMap(([where, all]) => [...all].map((text) => ({ where, text })));

/** Hears all that a process writes, and what is written below its folder meanwhile. */
async function hear({ child, ended }: Tool, folder: string, what: string): Promise<ToolEnd> {
  const ears = listen(child.pid ?? 0, [join(folder, '.meibo-infra')]);
  const end = await ended;
  ears.stop();
  for (const [where, texts] of ears.heard()) for (const text of texts) keep(where, text);
  keep(`stdout of ${what}`, end.stdout);
  keep(`stderr of ${what}`, end.stderr);
  return end;
}

async function run(folder: string, args: readonly string[], lang: string): Promise<number | null> {
  const tool = startTool([...args, '--lang', lang], { cwd: folder, env: { ...cloud.env, ...loud } });
  const end = await hear(tool, folder, args.join(' '));
  // Decrypted, as the tasks get it.
  for (const { value } of Object.values(cloud.world.of(ssmSlice).parameters)) secrets.add(value);
  return end.code;
}

it('no byte that the tool writes holds the password or a token', { timeout: 240_000 }, async () => {
  const archive = join(scratch, 'layout');
  for (const [lang, format] of [
    ['en', []],
    ['ja', ['--json']],
  ] as const) {
    const folder = await makeFolder('secret', { image: { archive } });
    const at = folder.path;
    const up = ['up', '--yes', '--wait', 'made', ...format];
    try {
      // Failures speak most: one while the password is sent, one after it, one while the token is used.
      for (const [operation, code] of [
        ['CreateDBInstance', 'InvalidParameterValue'],
        ['RegisterTaskDefinition', 'AccessDeniedException'],
        ['CreateService', 'InvalidParameterException'],
      ] as const) {
        refusals.set(operation, code);
        expect(await run(at, up, lang)).toBe(1);
        refusals.clear();
      }
      expect(await run(at, up, lang)).toBe(0);
      expect(await run(at, up, lang)).toBe(0);
      expect([0, 2]).toContain(await run(at, ['status', ...format], lang));
      refusals.set('DeleteDBInstance', 'AccessDenied');
      expect([1, 2]).toContain(await run(at, ['destroy', '--yes', ...format], lang));
      refusals.clear();
      expect(await run(at, ['destroy', '--yes', ...format], lang)).toBe(0);
      // An image that has to be built starts other programs.
      const config = join(at, 'meibo-infra.config.json');
      await writeFile(join(at, 'Dockerfile'), 'FROM scratch\n');
      await writeFile(config, JSON.stringify({ name: 'secret', image: { path: at } }));
      await run(at, up, lang);
      expect(await run(at, ['destroy', '--yes', ...format], lang)).toBe(0);
    } finally {
      await folder.remove();
    }
  }

  expect(secrets.size).toBeGreaterThan(3);
  const texts = allWritten();
  const leaks = leaksIn(texts, secrets);
  const bytes = texts.reduce((sum, { text }) => sum + text.length, 0);
  console.log(
    `${secrets.size} secrets, ${texts.length} texts in ${written.size} places, ${bytes} bytes, none holds one`,
  );
  tellFigure('Places in which a secret was found', leaks.length);
  expect(leaks).toEqual([]);
  // It listened where something was to be heard.
  expect([...written.keys()].some((it) => it.endsWith('.state.json'))).toBe(true);
  expect([...written.keys()].some((it) => it.endsWith('.lock'))).toBe(true);
  expect([...(written.get('arguments') ?? [])].join()).toContain('meibo-infra.js');
});

/** A process that lets a text out everywhere: as an argument, on both streams, and in a file that is soon gone. */
const leaky = `
const { mkdirSync, rmSync, writeFileSync } = require('node:fs');
const text = process.argv[1];
mkdirSync('.meibo-infra', { recursive: true });
writeFileSync('.meibo-infra/passing', text);
console.log('out ' + text);
console.error('err ' + text);
setTimeout(() => rmSync('.meibo-infra/passing'), 300);
`;

it('finds a secret that was let out, wherever and in whatever form', { timeout: 60_000 }, async () => {
  const secret = 'p"a\\s+s/w\u00f6rd 1';
  const carriers: Readonly<Record<string, string>> = {
    raw: `x ${secret} y`,
    'JSON-escaped': JSON.stringify({ error: JSON.stringify({ cause: secret }) }),
    'URL-encoded': new URLSearchParams({ MasterUserPassword: secret }).toString(),
    base64: Buffer.from(`AWS:${secret}:end`).toString('base64'),
    hexadecimal: Buffer.from(`AWS:${secret}`).toString('hex'),
  };
  expect(Object.keys(carriers)).toEqual(Object.keys(formsOf(secret)));
  const folder = await makeFolder('leaky');
  try {
    for (const [form, text] of Object.entries(carriers)) {
      written.clear();
      await hear(startProcess(['-e', leaky, text], { cwd: folder.path, env: {} }), folder.path, 'it');
      // An argument that the process list shows, escaped or not, is a place like any other.
      const places = ['arguments', join(folder.path, '.meibo-infra/passing'), 'stderr of it', 'stdout of it'];
      expect([form, leaksIn(allWritten(), [secret]).sort()]).toEqual([form, places.sort()]);
      expect(leaksIn(allWritten(), ['another secret'])).toEqual([]);
    }
    tellFigure('Forms in which a planted secret is found', Object.keys(carriers).length);
    // In base64 it looks otherwise, depending on where it begins.
    for (const before of ['', 'a', 'ab', 'abc'])
      expect(
        leaksIn([{ where: before, text: Buffer.from(`${before}${secret}~`).toString('base64') }], [secret]),
      ).toEqual([before]);
  } finally {
    await folder.remove();
  }
});
