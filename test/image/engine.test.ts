import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type BuildOptions, buildImage, exportImage } from '../../src/image/build.js';
import { chooseEngine, findEngine } from '../../src/image/engine.js';
import { fetchGitSource } from '../../src/image/git-source.js';
import { makeFolder, until, writeFiles } from './images.js';

/** A PATH with programs that are shell scripts, and what the real ones need. */
function makePath(programs: Record<string, string>): { env: NodeJS.ProcessEnv; folder: string } {
  const folder = makeFolder();
  for (const [name, script] of Object.entries(programs)) {
    writeFiles(folder, { [name]: `#!/bin/sh\n${script}\n` });
    chmodSync(join(folder, name), 0o755);
  }
  return { folder, env: { PATH: folder, HOME: makeFolder(), REAL: '/usr/bin:/bin' } };
}

/** Writes down the call with what it found in its environment, then does as told. */
const noting = (rest: string) => `
PATH=$REAL
{ echo "$@"; echo "secret=$TOKEN config=$(cat $DOCKER_CONFIG/config.json) mode=$(stat -c %a $DOCKER_CONFIG)"; echo "folder=$DOCKER_CONFIG"; } >> "$HOME/calls"
${rest}`;

function makeBuild(
  env: NodeJS.ProcessEnv,
  engine: BuildOptions['engine'],
  more: Partial<BuildOptions> = {},
): Promise<void> {
  const context = makeFolder();
  writeFiles(context, { Dockerfile: 'FROM scratch' });
  return buildImage({ engine, context, dockerfile: 'Dockerfile', platform: 'linux/arm64', tag: 'app:1', env, ...more });
}

it('finds engines on the PATH in order, or the one that is named', async () => {
  const { env, folder } = makePath({ podman: '', docker: '', buildah: '' });
  expect(await findEngine({ env })).toEqual({ name: 'docker', path: join(folder, 'docker') });
  expect(await findEngine({ env, override: 'buildah' })).toMatchObject({ name: 'buildah' });
  expect(await findEngine({ env, override: join(folder, 'podman') })).toMatchObject({ name: 'podman' });
  await expect(findEngine({ env, override: 'finch' })).rejects.toMatchObject({
    code: 'engine-missing',
    facts: { looked: ['finch'] },
  });
  await expect(findEngine({ env: { PATH: '' } })).rejects.toMatchObject({ code: 'engine-missing' });
});

it('builds with a configuration of its own that is gone afterwards, and keeps build arguments out of the words', async () => {
  const { env } = makePath({ docker: noting('echo building') });
  const engine = await findEngine({ env });
  const config = { auths: { x: { auth: 'eA==' } }, credsStore: 'desktop', currentContext: 'colima' };
  writeFiles(env.HOME!, { '.docker/config.json': JSON.stringify(config), '.docker/contexts/x': '' });
  const lines: string[] = [];
  await makeBuild(env, engine, { args: { TOKEN: 'hunter2', HOME: '/home' }, onOutput: (line) => lines.push(line) });
  const calls = readFileSync(join(env.HOME!, 'calls'), 'utf8');
  expect(lines).toContain('building');
  expect(calls).toMatch(/^info$/m);
  expect(calls).toMatch(
    /^buildx build --load --provenance=false --sbom=false --platform linux\/arm64 --tag app:1 --file .*Dockerfile --build-arg TOKEN --build-arg HOME=\/home /m,
  );
  expect(calls).toContain('secret=hunter2 config={"currentContext":"colima"} mode=700');
  for (const [, folder] of calls.matchAll(/^folder=(.+)$/gm)) expect(existsSync(folder!)).toBe(false);
  expect(existsSync(join(env.HOME!, '.docker/contexts/x'))).toBe(true);
});

it('leaves out what a builder without buildx does not know', async () => {
  const { env } = makePath({ docker: noting('[ "$1" != buildx ]') });
  await makeBuild(env, await findEngine({ env }));
  expect(readFileSync(join(env.HOME!, 'calls'), 'utf8')).toMatch(/^build --platform linux\/arm64 --tag app:1/m);
});

it('tells the faults of an engine apart', async () => {
  const silent = makePath({
    docker: 'echo "Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?" >&2; exit 1',
  });
  await expect(makeBuild(silent.env, await findEngine(silent))).rejects.toMatchObject({
    code: 'engine-not-running',
    facts: { engine: 'docker', said: expect.stringContaining('Cannot connect') },
  });
  const failing = makePath({
    podman: noting('[ "$1" = info ] && exit 0; i=1; while [ $i -le 30 ]; do echo "line $i"; i=$((i+1)); done; exit 7'),
  });
  const fault = await makeBuild(failing.env, await findEngine(failing)).catch((error: unknown) => error);
  expect(fault).toMatchObject({ code: 'build-failed', facts: { engine: 'podman', exitCode: 7 } });
  const { lastLines } = (fault as { facts: { lastLines: string[] } }).facts;
  expect([lastLines.length, lastLines[0], lastLines.at(-1)]).toEqual([20, 'line 11', 'line 30']);
  const folder = /^folder=(.+)$/m.exec(readFileSync(join(failing.env.HOME!, 'calls'), 'utf8'))![1]!;
  expect(existsSync(folder)).toBe(false);
  const engine = { name: 'docker', path: '/nowhere/docker' } as const;
  await expect(makeBuild(failing.env, engine)).rejects.toMatchObject({ code: 'engine-missing' });
  await expect(makeBuild(failing.env, engine, { context: '/nowhere' })).rejects.toMatchObject({
    code: 'context-missing',
  });
  await expect(makeBuild(failing.env, engine, { dockerfile: 'Other' })).rejects.toMatchObject({
    code: 'dockerfile-missing',
  });
  const options = {
    engine: await findEngine(failing),
    tag: 'a',
    file: '/x',
    platform: 'linux/amd64',
    env: failing.env,
  };
  await expect(exportImage(options)).rejects.toMatchObject({ code: 'build-failed', facts: { doing: 'export' } });
});

it('uses the first engine that answers, and says which did not', async () => {
  const silent = 'echo "Cannot connect to the Docker daemon" >&2; exit 1';
  const { env, folder } = makePath({ docker: silent, nerdctl: silent, buildah: 'exit 0' });
  expect(await chooseEngine({ env })).toEqual({
    engine: { name: 'buildah', path: join(folder, 'buildah') },
    notRunning: ['docker', 'nerdctl'],
  });
  await expect(chooseEngine({ env, override: 'nerdctl' })).rejects.toMatchObject({
    code: 'engine-not-running',
    facts: { engine: 'nerdctl' },
  });
  await expect(chooseEngine({ env, override: 'podman' })).rejects.toMatchObject({ code: 'engine-missing' });
  const none = makePath({ docker: silent });
  await expect(chooseEngine(none)).rejects.toMatchObject({ code: 'engine-not-running', facts: { engine: 'docker' } });
  await expect(chooseEngine(makePath({}))).rejects.toMatchObject({ code: 'engine-missing' });
});

it('stops the engine when it is told to', async () => {
  const { env } = makePath({
    docker: noting('[ "$1" = info ] && exit 0; [ "$2" = version ] && exit 1; exec sleep 30'),
  });
  const stop = new AbortController();
  const building = makeBuild(env, await findEngine({ env }), { signal: stop.signal });
  building.catch(() => {});
  await until(
    () =>
      existsSync(join(env.HOME!, 'calls')) &&
      readFileSync(join(env.HOME!, 'calls'), 'utf8').includes('build --platform'),
  );
  stop.abort(new Error('enough'));
  await expect(building).rejects.toThrow('enough');
});

function makeRepository(): { url: string; commit: string; tree: string } {
  const folder = makeFolder();
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args], {
      encoding: 'utf8',
    }).trim();
  writeFiles(folder, { 'api/Dockerfile': 'FROM scratch', README: 'hello' });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'one');
  git('tag', 'v1');
  writeFiles(folder, { README: 'changed' });
  git('commit', '-qam', 'two');
  return { url: `file://${folder}`, commit: git('rev-parse', 'HEAD'), tree: git('rev-parse', 'HEAD:api') };
}

it('fetches one commit of a repository, with the ids of commit and folder', async () => {
  const { url, commit, tree } = makeRepository();
  const latest = await fetchGitSource({ url, folder: 'api' });
  const tagged = await fetchGitSource({ url, ref: 'v1', folder: '/api/' });
  const exact = await fetchGitSource({ url, ref: commit });
  try {
    expect(latest).toMatchObject({ commit, tree });
    expect(tagged.tree).toBe(tree);
    expect(tagged.commit).not.toBe(commit);
    expect(exact.commit).toBe(commit);
    expect(readFileSync(join(latest.path, 'Dockerfile'), 'utf8')).toBe('FROM scratch');
    expect(existsSync(join(exact.path, '.git'))).toBe(false);
  } finally {
    for (const source of [latest, tagged, exact]) await source.remove();
  }
  expect(existsSync(latest.path)).toBe(false);
  await expect(fetchGitSource({ url, ref: 'nope' })).rejects.toMatchObject({
    code: 'git-ref-missing',
    facts: { url, ref: 'nope' },
  });
  await expect(fetchGitSource({ url: `${url}-gone` })).rejects.toMatchObject({
    code: 'git-failed',
    facts: { doing: 'fetch' },
  });
  await expect(fetchGitSource({ url, folder: 'nope' })).rejects.toMatchObject({ code: 'context-missing' });
  await expect(fetchGitSource({ url, env: { PATH: makeFolder() } })).rejects.toMatchObject({ code: 'git-missing' });
});

it.each([
  { url: '--upload-pack=touch /tmp/x' },
  { url: 'ext::sh -c touch% /tmp/x' },
  { url: 'http://plain.example/x' },
  { url: 'ssh://-oProxyCommand=x/y' },
  { url: 'https://user:secret@host.example/x' },
  { url: 'https://token@host.example/x' },
  { url: '/a/path' },
  { url: 'https://host.example/x', ref: '--upload-pack=x' },
  { url: 'https://host.example/x', ref: 'a..b' },
  { url: 'https://host.example/x', folder: '../..' },
  { url: 'https://host.example/x', folder: '.git' },
])('refuses $url $ref $folder', async (wish) => {
  const fault = await fetchGitSource(wish).catch((error: unknown) => error);
  expect(fault).toMatchObject({ code: 'git-invalid' });
  expect(JSON.stringify(fault)).not.toMatch(/secret|token@/);
});
