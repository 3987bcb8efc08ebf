import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Aws } from '../../src/aws/clients.js';
import { configSchema } from '../../src/config/schema.js';
import { openFiles } from '../../src/image/files.js';
import { readImage } from '../../src/image/oci.js';
import { pushImage } from '../../src/image/push.js';
import { createMemory } from '../../src/model/once.js';
import type { Problem } from '../../src/model/problem.js';
import type { ImageNews } from '../../src/model/step.js';
import { wantedImage } from '../../src/steps/ecr-push.js';
import { en } from '../../src/text/en/index.js';
import { ja } from '../../src/text/ja/index.js';
import { explainProblem } from '../../src/text/problem.js';
import { makeFolder, until, writeFiles } from './images.js';
import { findProgram, requirePrograms, runAsync, startDocker, startRegistry, tinyProgram, user } from './real-tools.js';

const here = requirePrograms('docker', 'dockerd', 'docker-registry');

describe.runIf(here)('with a real docker and a real registry', () => {
  let docker: Awaited<ReturnType<typeof startDocker>>;
  let registry: Awaited<ReturnType<typeof startRegistry>>;
  beforeAll(async () => {
    [docker, registry] = await Promise.all([startDocker(), startRegistry()]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([docker?.stop(), registry?.stop()]);
  }, 60_000);
  beforeEach(() => {
    vi.stubEnv('DOCKER_HOST', docker.env.DOCKER_HOST);
    vi.stubEnv('DOCKER_CONFIG', docker.env.DOCKER_CONFIG);
    return () => vi.unstubAllEnvs();
  });

  /** A run of the step's own code, with `docker` as its engine unless the image says another. */
  function makeRun(image: object) {
    const memory = createMemory();
    const stop = new AbortController();
    const news: ImageNews[] = [];
    const making = {
      aws: {} as Aws,
      once: memory.once,
      tell: (it: ImageNews) => void news.push(it),
      stop: stop.signal,
    };
    const architecture = docker.platform === 'linux/arm64' ? 'arm64' : 'x86_64';
    const config = configSchema.parse({ image: { engine: 'docker', ...image }, container: { architecture } });
    onTestFinished(memory.end);
    return { source: () => wantedImage(config, making), news, stop, end: memory.end };
  }
  const target = (tag: string, repository = 'team/api') => ({
    registry: registry.url,
    repository,
    tag,
    credentials: user,
  });
  const makeContext = (line: string, more: Record<string, string> = {}) => {
    const path = makeFolder();
    writeFiles(path, {
      Dockerfile: 'FROM scratch\nARG NOTE\nLABEL note=$NOTE\nCOPY run /run\nCMD ["/run"]\n',
      run: tinyProgram(line),
      ...more,
    });
    chmodSync(join(path, 'run'), 0o755);
    return path;
  };
  const ourFolders = () =>
    readdirSync(tmpdir()).filter((it) => it.startsWith('meibo-infra-') && it.includes(`-${process.pid}-`));

  it('builds, pushes without the engine, reads back, and the engine runs what came', async () => {
    const line = `hello ${Math.random()}`;
    const path = makeContext(line, { 'large.txt': 'ignored', '.dockerignore': 'large.txt\n' });
    // Writes down with which words the engine is called.
    const [folder, noted] = [makeFolder(), join(makeFolder(), 'calls')];
    const engine = join(folder, 'docker');
    writeFiles(folder, { docker: `#!/bin/sh\necho "$@" >> ${noted}\nexec ${findProgram('docker')} "$@"\n` });
    chmodSync(engine, 0o755);
    const run = makeRun({ path, engine, buildArgs: { NOTE: 'a secret note' } });
    const source = await run.source();
    await source.prepare();
    expect(run.news).toEqual([{ type: 'image.engine', engine: 'docker', path: engine, notRunning: [] }]);
    const { digest } = await source.push(target(source.tag));
    expect(run.news.filter((it) => it.type === 'image.engine')).toHaveLength(1);
    expect(run.news.some((it) => 'line' in it && it.line?.includes('COPY run /run'))).toBe(true);
    expect(run.news.at(-1)).toMatchObject({ phase: 'push', layers: { done: 2, total: 2 } });

    const reference = `${registry.host}/team/api@${digest}`;
    const env = { ...docker.env, DOCKER_CONFIG: makeFolder() };
    await runAsync('docker', ['login', '--username', user.user, '--password-stdin', registry.host], env, user.password);
    await runAsync('docker', ['pull', reference], env);
    onTestFinished(async () => void (await docker.docker('rmi', '--force', reference)));
    expect(await docker.docker('run', '--rm', '--network', 'none', reference)).toBe(line);
    expect(await docker.docker('inspect', '--format', '{{.Config.Labels.note}} {{.Architecture}}', reference)).toBe(
      `a secret note ${docker.platform.split('/')[1]}`,
    );

    // Nothing is left of the build, and the user's own configuration holds no login.
    expect(await docker.docker('image', 'ls', '--quiet', '--filter', 'reference=meibo-infra')).toBe('');
    expect(await docker.docker('ps', '--all', '--quiet')).toBe('');
    expect(ourFolders()).toEqual([]);
    expect(existsSync(docker.env.DOCKER_CONFIG)).toBe(false);
    const calls = readFileSync(noted, 'utf8');
    expect(calls).toContain('build --platform');
    for (const secret of [user.password, Buffer.from(`AWS:${user.password}`).toString('base64'), 'a secret note'])
      expect(calls).not.toContain(secret);

    // A changed file has another tag and another digest; what was left out has no say.
    writeFiles(path, { 'large.txt': 'changed' });
    expect((await makeRun({ path, buildArgs: { NOTE: 'a secret note' } }).source()).tag).toBe(source.tag);
    writeFiles(path, { run: tinyProgram('changed') });
    const changed = await makeRun({ path }).source();
    expect(changed.tag).not.toBe(source.tag);
    expect((await changed.push(target(changed.tag))).digest).not.toBe(digest);
  }, 60_000);

  it('pushes what `docker save` wrote to the same content as `docker push` does', async () => {
    const path = makeContext('same');
    const theirs = `${registry.host}/team/theirs:v1`;
    await docker.docker('build', '--tag', theirs, path);
    onTestFinished(async () => void (await docker.docker('rmi', '--force', theirs)));
    const env = { ...docker.env, DOCKER_CONFIG: makeFolder() };
    await runAsync('docker', ['login', '--username', user.user, '--password-stdin', registry.host], env, user.password);
    await runAsync('docker', ['push', theirs], env);
    const archive = join(makeFolder(), 'image.tar');
    await docker.docker('save', '--output', archive, theirs);

    const first = await (await makeRun({ archive }).source()).push(target('a', 'team/ours'));
    const again = await (await makeRun({ archive }).source()).push(target('b', 'team/ours'));
    expect(again).toEqual(first);
    // The configuration names every layer by the digest of its content: the same configuration is the same image. Its
    // manifest differs, because two programs do not compress to the same bytes.
    expect(await configOf('team/ours', 'a')).toBe(await configOf('team/theirs', 'v1'));

    // Where nothing is compressed anew, the very manifest is the same.
    if (findProgram('skopeo')) {
      const layout = join(makeFolder(), 'layout');
      const login = ['--src-creds', `${user.user}:${user.password}`, '--src-tls-verify=false'];
      await runAsync('skopeo', ['copy', ...login, `docker://${theirs}`, `oci:${layout}:v1`]);
      const ours = await (await makeRun({ archive: layout }).source()).push(target('c', 'team/ours'));
      const to = `docker://${registry.host}/team/skopeo:v1`;
      await runAsync('skopeo', [
        ...['copy', '--dest-creds', `${user.user}:${user.password}`, '--dest-tls-verify=false', '--preserve-digests'],
        ...[`oci:${layout}:v1`, to],
      ]);
      expect((await manifestOf('team/skopeo', 'v1')).digest).toBe(ours.digest);
    }
  }, 60_000);

  async function manifestOf(repository: string, tag: string) {
    const answer = await fetch(`${registry.url}/v2/${repository}/manifests/${tag}`, {
      headers: {
        authorization: `Basic ${Buffer.from(`${user.user}:${user.password}`).toString('base64')}`,
        accept: 'application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json',
      },
    });
    const manifest = (await answer.json()) as { config: { digest: string } };
    return { digest: answer.headers.get('docker-content-digest'), config: manifest.config.digest };
  }
  const configOf = async (repository: string, tag: string) => (await manifestOf(repository, tag)).config;

  describe('says what is wrong in both languages, and leaves nothing behind', () => {
    const problemOf = async (work: Promise<unknown>, code: string): Promise<Problem> => {
      const problem = (await work.then(
        () => expect.fail('nothing was wrong'),
        (error: unknown) => error,
      )) as Problem<'image-failed'>;
      expect(problem).toMatchObject({ name: 'Problem', code: 'image-failed', facts: { code } });
      const said = [ja, en].map((words) => explainProblem(problem, words, { command: 'up' }).join('\n'));
      expect(said[0]).toMatch(/[ぁ-ん]/);
      expect(said[1]).not.toMatch(/[ぁ-ん]|undefined/);
      expect(said.join('\n')).not.toContain(user.password);
      expect(await docker.docker('ps', '--all', '--quiet')).toBe('');
      expect(ourFolders()).toEqual([]);
      return problem;
    };
    const build = async (image: object) => {
      const run = makeRun(image);
      try {
        const source = await run.source();
        await source.prepare();
        return await source.push(target(source.tag));
      } finally {
        await run.end();
      }
    };

    it('a bad Dockerfile, with the last lines of the build', async () => {
      const unknown = makeContext('x', { Dockerfile: 'FROM scratch\nCOPY nothing /nothing\n' });
      const problem = await problemOf(build({ path: unknown }), 'build-failed');
      expect(JSON.stringify(problem.facts)).toMatch(/COPY failed|nothing.*not found/);
      const broken = makeContext('x', { Dockerfile: 'FROM scratch\nBAKE it\n' });
      expect(JSON.stringify((await problemOf(build({ path: broken }), 'build-failed')).facts)).toMatch(/BAKE/i);
    });

    it('a folder, a Dockerfile, a git ref and a repository that are not there', async () => {
      await problemOf(build({ path: '/nowhere' }), 'context-missing');
      await problemOf(build({ path: makeFolder() }), 'dockerfile-missing');
      const repository = makeContext('x');
      const git = (...args: string[]) =>
        runAsync('git', ['-C', repository, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args]);
      await git('init', '-q', '-b', 'main');
      await git('add', '.');
      await git('commit', '-qm', 'x');
      const url = `file://${repository}`;
      expect((await problemOf(build({ git: url, ref: 'v9' }), 'git-ref-missing')).facts).toMatchObject({
        facts: { ref: 'v9' },
      });
      await problemOf(build({ git: url, folder: 'sub' }), 'context-missing');
      await problemOf(build({ git: `${url}-gone` }), 'git-failed');
    });

    it('an engine that is not installed or gone, before anything else is done', async () => {
      const path = makeContext('x');
      await problemOf(build({ path, engine: '/nowhere/docker' }), 'engine-missing');
      vi.stubEnv('DOCKER_HOST', 'unix:///nowhere/docker.sock');
      await problemOf(build({ path }), 'engine-not-running');
    });

    it('a wrong password, and a registry that is gone', async () => {
      const path = makeContext('x');
      const run = makeRun({ path });
      const source = await run.source();
      const wrong = { ...target('x'), credentials: { user: 'AWS', password: 'wrong' } };
      const gone = { ...target('x'), registry: 'http://127.0.0.1:1' };
      // What was built serves every attempt of a run, and goes with the run.
      const attempts: PromiseSettledResult<unknown>[] = [];
      for (const to of [wrong, gone]) attempts.push(...(await Promise.allSettled([source.push(to)])));
      await run.end();
      expect(run.news.filter((it) => it.type === 'image.built')).toHaveLength(1);
      const outcome = async (at: number) => {
        const attempt = attempts[at];
        if (attempt?.status === 'rejected') throw attempt.reason;
      };
      const { facts } = await problemOf(outcome(0), 'registry-refused');
      expect(facts).toMatchObject({ facts: { status: 401 } });
      await problemOf(outcome(1), 'registry-unreachable');
    });
  });

  it('stops a build at once, with all that it runs', async () => {
    // The daemon reads the context for as long as the client sends it.
    const path = makeContext('x');
    writeFiles(path, { Dockerfile: 'FROM scratch\nCOPY . /\n', large: Buffer.alloc(300_000_000) });
    const run = makeRun({ path });
    const source = await run.source();
    const pushing = source.push(target('never'));
    pushing.catch(() => {});
    await until(() => run.news.some((it) => it.type === 'image.progress' && it.phase === 'build'));
    run.stop.abort(new Error('enough'));
    const start = Date.now();
    await expect(pushing).rejects.toThrow('enough');
    expect(Date.now() - start).toBeLessThan(3000);
    await run.end();
    expect(ourFolders()).toEqual([]);
    expect(await docker.docker('ps', '--all', '--quiet')).toBe('');
  });

  it('reads a saved archive with layers that Docker left uncompressed', async () => {
    const path = makeContext('archive');
    await docker.docker('build', '--tag', 'archive:1', path);
    onTestFinished(async () => void (await docker.docker('rmi', '--force', 'archive:1')));
    const file = join(makeFolder(), 'image.tar');
    await docker.docker('save', '--output', file, 'archive:1');
    expect(await (await openFiles(file)).has('manifest.json')).toBe(true);
    const image = await readImage(file, { platform: docker.platform, scratch: makeFolder() });
    const pushed = await pushImage({ source: image, ...target('archive') });
    expect((await manifestOf('team/api', 'archive')).digest).toBe(pushed.digest);
  });
});
