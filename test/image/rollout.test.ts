import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeServicesCommand, DescribeTasksCommand, ListTasksCommand } from '@aws-sdk/client-ecs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { buildOci } from '../../src/image/build-oci.js';
import { memoryJournal } from '../../src/state/journal.js';
import { openRegistry } from '../local-cloud/registry/registry.js';
import { configOf, makeStack } from '../support/stack.js';
import { makeFolder, serve, writeFiles } from './images.js';

/** A stack whose registry takes real pushes; the tasks stay simulated. */
async function makeStackWithRegistry() {
  const stack = makeStack();
  const { plane: registry } = await openRegistry();
  Object.assign(stack.plane, { registry });
  const source = makeFolder();
  let version = 0;
  /** The config for an image of this content, as a fresh layout. */
  const configFor = async (content: string) => {
    writeFiles(source, { 'app/run': content });
    const archive = `${makeFolder()}/${version++}`;
    const { digest } = await buildOci(
      { folders: [{ from: source, to: '/' }], platform: 'linux/amd64', cmd: ['/app/run'] },
      archive,
    );
    return { config: configOf({ image: { archive } }), digest };
  };
  const cluster = 'demo-cluster';
  const runs = async () => {
    const { taskArns } = await stack.ecs.send(new ListTasksCommand({ cluster }));
    const { tasks = [] } = await stack.ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
    return tasks.filter((it) => it.lastStatus === 'RUNNING').map((it) => it.containers?.[0]?.image?.split('@')[1]);
  };
  const service = async () => {
    const { services } = await stack.ecs.send(new DescribeServicesCommand({ cluster, services: ['demo-service'] }));
    return services?.[0];
  };
  return { ...stack, registry, configFor, runs, service };
}

describe('the image of a standing stack', () => {
  it('rolls over to a changed file by a new digest and a new revision, and is not pushed twice', async () => {
    const stack = await makeStackWithRegistry();
    const journal = memoryJournal();
    const one = await stack.configFor('one');
    await stack.up(one.config, journal);
    expect(await stack.runs()).toEqual([one.digest, one.digest]);

    const before = stack.changes().length;
    await stack.up(one.config, journal);
    expect(stack.changes().slice(before)).toEqual([]);

    const two = await stack.configFor('two');
    const { outputs } = await stack.up(two.config, journal);
    expect(two.digest).not.toBe(one.digest);
    expect(stack.changes().slice(before)).toEqual(
      expect.arrayContaining(['ecs RegisterTaskDefinition', 'ecs UpdateService']),
    );
    expect(outputs['task-def']?.taskDefinitionArn).toMatch(/:2$/);
    expect(await stack.runs()).toEqual([two.digest, two.digest]);
    expect(stack.registry.images('demo/app').map((it) => it.digest)).toEqual([one.digest, two.digest]);
  });

  it('keeps the old tasks when the new image does not come up, and goes back to the old digest', async () => {
    const stack = await makeStackWithRegistry();
    const journal = memoryJournal();
    const good = await stack.configFor('good');
    const { outputs } = await stack.up(good.config, journal);
    const url = `${outputs.alb?.url}/health`;

    stack.plane.app = { ...stack.plane.app, exitsWith: 1 };
    const bad = await stack.configFor('bad');
    let unserved = 0;
    const watch = setInterval(() => (unserved += stack.plane.request(url).status === 200 ? 0 : 1), 1);
    const problem = await stack.up(bad.config, journal).catch((error: unknown) => error);
    clearInterval(watch);
    expect(problem).toMatchObject({ code: 'did-not-take', facts: { kind: 'ecs:service' } });
    expect(JSON.stringify(problem)).toContain('exiting with code 1');
    expect(unserved).toBe(0);
    expect(await stack.runs()).toEqual([good.digest, good.digest]);
    expect((await stack.service())?.taskDefinition).toMatch(/:1$/);
    expect(stack.plane.request(url).status).toBe(200);

    // The next version mends it.
    stack.plane.app = { ...stack.plane.app, exitsWith: undefined };
    const better = await stack.configFor('better');
    await stack.up(better.config, journal);
    expect(await stack.runs()).toEqual([better.digest, better.digest]);
  });
});

describe('before anything is made', () => {
  const context = (files: Record<string, string>) => {
    const folder = makeFolder();
    writeFiles(folder, files);
    return folder;
  };
  const program = (script: string) => {
    const folder = makeFolder();
    writeFiles(folder, { docker: `#!/bin/sh\n${script}\n` });
    chmodSync(join(folder, 'docker'), 0o755);
    return join(folder, 'docker');
  };
  const recipe = { Dockerfile: 'FROM scratch\n' };
  const commit = (folder: string) => {
    const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' });
    git('init', '--quiet', '--initial-branch=main');
    git('add', '.');
    git('-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '--quiet', '-m', 'x');
    return `file://${folder}`;
  };

  it.each<[string, () => object]>([
    ['context-missing', () => ({ path: '/nowhere' })],
    ['dockerfile-missing', () => ({ path: context({}) })],
    ['engine-missing', () => ({ path: context(recipe), engine: '/nowhere/docker' })],
    ['engine-not-running', () => ({ path: context(recipe), engine: program('echo "Cannot connect" >&2; exit 1') })],
    ['git-ref-missing', () => ({ git: commit(context(recipe)), ref: 'v9' })],
    ['git-failed', () => ({ git: `file://${makeFolder()}` })],
    ['image-not-found', () => ({ archive: '/nowhere/image.tar' })],
    ['registry-unreachable', () => ({ uri: '127.0.0.1:1/team/api:v1' })],
    ['registry-unreachable', () => ({ uri: '127.0.0.1:1/team/api:v1', copy: true })],
  ])('%s stops the run', async (code, image) => {
    const stack = makeStack();
    const journal = memoryJournal();
    await expect(stack.up(configOf({ image: image() }), journal)).rejects.toMatchObject({
      code: 'image-failed',
      facts: { code },
    });
    expect(stack.changes()).toEqual([]);
    expect(journal.entries()).toEqual([]);
  });

  /** An engine that hands out an image made elsewhere, for this platform. */
  const handingOut = async (platform: string) => {
    const [folder, layout] = [makeFolder(), makeFolder()];
    writeFiles(folder, { run: 'run' });
    await buildOci({ folders: [{ from: folder, to: '/' }], platform }, layout);
    const tar = join(makeFolder(), 'image.tar');
    execFileSync('tar', ['-C', layout, '-cf', tar, '.']);
    return (save = `cp ${tar} "$3"`) =>
      program(`case "$1" in buildx) exit 1;; save) ${save};; build) echo "Step 1/1";; esac`);
  };

  it.each<[string, string, () => Promise<string>]>([
    ['a build that fails', 'build-failed', async () => program('[ "$1" = info ] || { echo "RUN false"; exit 3; }')],
    [
      'an image that the engine cannot hand out',
      'build-failed',
      async () => (await handingOut('linux/amd64'))('exit 1'),
    ],
    ['a build for another processor', 'platform-mismatch', async () => (await handingOut('linux/arm64'))()],
    ['a build without a layer', 'image-invalid', async () => (await handingOut('linux/amd64'))('echo x > "$3"')],
  ])('%s stops the run, on a new account and beside a standing stack', async (_what, code, engineOf) => {
    const stack = await makeStackWithRegistry();
    const journal = memoryJournal();
    const wish = configOf({ image: { path: context({ ...recipe, file: 'new' }), engine: await engineOf() } });
    const fails = () =>
      expect(stack.up(wish, journal)).rejects.toMatchObject({
        code: 'image-failed',
        facts: { code, facts: { untouched: 'yes' } },
      });
    await fails();
    expect(stack.changes()).toEqual([]);
    expect(journal.entries()).toEqual([]);
    expect(stack.events.some((it) => it.type === 'resource.start')).toBe(false);

    await stack.up((await stack.configFor('good')).config, journal);
    const [before, entries] = [stack.changes().length, journal.entries()];
    await fails();
    expect(stack.changes().slice(before)).toEqual([]);
    expect(journal.entries()).toEqual(entries);
  });

  it('an image for another processor stops the run', async () => {
    const stack = await makeStackWithRegistry();
    const { config } = await stack.configFor('x');
    const arm = { ...config, container: { ...config.container, architecture: 'arm64' as const } };
    await expect(stack.up(arm)).rejects.toMatchObject({
      facts: { code: 'platform-mismatch', facts: { wanted: 'linux/arm64', found: ['linux/amd64'] } },
    });
    expect(stack.changes()).toEqual([]);
  });

  it('an image that is there needs no engine, and git is asked once in a run', async () => {
    const stack = await makeStackWithRegistry();
    const url = commit(context(recipe));
    const [tools, noted] = [makeFolder(), join(makeFolder(), 'calls')];
    const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    writeFiles(tools, { git: `#!/bin/sh\necho "$@" >> ${noted}\nexec ${git} "$@"\n` });
    chmodSync(join(tools, 'git'), 0o755);
    vi.stubEnv('PATH', `${tools}:${process.env.PATH}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const fetches = () => readFileSync(noted, 'utf8').match(/ fetch /g)?.length;

    const engine = (await handingOut('linux/amd64'))();
    const journal = memoryJournal();
    await stack.up(configOf({ image: { git: url, engine } }), journal);
    expect(fetches()).toBe(1);
    const news = stack.events.filter((it) => it.type.startsWith('image.'));
    expect(news[0]).toEqual({ type: 'image.engine', engine: 'docker', path: engine, notRunning: [] });
    expect(news).toContainEqual({ type: 'image.progress', phase: 'build', line: 'Step 1/1' });
    expect(news.at(-1)).toMatchObject({ type: 'image.progress', phase: 'push', layers: { done: 2, total: 2 } });
    const at = (type: string) => stack.events.findIndex((it) => it.type === type);
    expect([at('image.engine'), at('image.built'), at('resource.start')]).toEqual(
      [at('image.engine'), at('image.built'), at('resource.start')].sort((a, b) => a - b),
    );
    expect(stack.events.filter((it) => it.type === 'image.built')).toHaveLength(1);

    const before = stack.changes().length;
    await stack.up(configOf({ image: { git: url, engine: '/nowhere/docker' } }), journal);
    expect(stack.changes().slice(before)).toEqual([]);
  });

  it('an image of a registry is copied, and not again', async () => {
    const stack = await makeStackWithRegistry();
    const { config, digest } = await stack.configFor('x');
    const { outputs } = await stack.up(config);
    const from = outputs['ecr-push']?.imageUri.replace(/@.*/, '') ?? '';
    const [tag] = stack.registry.images('demo/app')[0]?.tags ?? [];
    const other = await makeStackWithRegistry();
    // The other cloud's registry does not know this one's token: the source has to be open, as public ones are.
    const open = await openRelay(`http://${from.split('/')[0]}`, stack.registry.issueToken());
    const uri = `127.0.0.1:${open.port}/${from.split('/').slice(1).join('/')}:${tag}`;
    const journal = memoryJournal();
    const copied = await other.up(configOf({ image: { uri, copy: true } }), journal);
    expect(copied.outputs['ecr-push']?.imageUri).toBe(`${other.registry.host}/demo/app@${digest}`);
    const before = other.changes().length;
    await other.up(configOf({ image: { uri, copy: true } }), journal);
    expect(other.changes().slice(before)).toEqual([]);
    const used = await makeStack().look(configOf({ image: { uri } }));
    expect(used.outputs['ecr-push']?.imageUri).toBe(`${uri.replace(/:\w+$/, '')}@${digest}`);
  });

  /** Lets everybody read a registry. */
  function openRelay(registry: string, { user, password }: { user: string; password: string }) {
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    return serve(async (incoming, outgoing) => {
      const accept = incoming.headers.accept ?? '*/*';
      const answer = await fetch(registry + incoming.url, {
        method: incoming.method!,
        headers: { authorization, accept },
      });
      outgoing.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
      outgoing.end(Buffer.from(await answer.arrayBuffer()));
    });
  }
});
