import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { buildImage, exportImage } from '../../src/image/build.js';
import { findEngine } from '../../src/image/engine.js';
import { readImage } from '../../src/image/oci.js';
import { pushImage } from '../../src/image/push.js';
import { openRegistry } from '../local-cloud/registry/registry.js';
import { makeFolder, writeFiles } from './images.js';

function serverArchitecture(): string | undefined {
  try {
    const told = execFileSync('docker', ['version', '--format', '{{.Server.Os}}/{{.Server.Arch}}'], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return told.trim() || undefined;
  } catch {
    return undefined;
  }
}

const platform = serverArchitecture();

it.skipIf(!platform)('builds with a real docker, pushes without it, and docker pulls what we pushed', async () => {
  const context = makeFolder();
  writeFiles(context, {
    Dockerfile: 'FROM scratch\nARG NOTE\nLABEL note=$NOTE\nCOPY file /file\nCMD ["/file"]\n',
    file: String(Math.random()),
  });
  const engine = await findEngine({ override: 'docker' });
  const { plane, url, credentials } = await openRegistry();
  const tag = `meibo-infra-test:${process.pid}`;
  const pulled = `${plane.host}/team/app:v1`;
  onTestFinished(() => void execFileSync('docker', ['rmi', '--force', tag, pulled], { stdio: 'pipe' }));
  await buildImage({
    engine,
    context,
    dockerfile: 'Dockerfile',
    platform: platform!,
    tag,
    args: { NOTE: 'from the environment' },
  });
  const file = join(makeFolder(), 'image.tar');
  await exportImage({ engine, tag, file, platform: platform! });
  const source = await readImage(file, { platform: platform!, scratch: makeFolder() });
  const { digest } = await pushImage({ source, registry: url, repository: 'team/app', tag: 'v1', credentials });
  expect(plane.images('team/app')).toMatchObject([{ digest, tags: ['v1'] }]);

  const env = { ...process.env, DOCKER_CONFIG: makeFolder() };
  const docker = (args: string[], input?: string) => runAsync(args, env, input);
  await docker(['login', '--username', 'AWS', '--password-stdin', plane.host], credentials.password);
  await docker(['pull', pulled]);
  expect(await docker(['inspect', '--format', '{{index .RepoDigests 0}} {{.Config.Labels.note}}', pulled])).toBe(
    `${plane.host}/team/app@${digest} from the environment`,
  );
});

/** Not the synchronous form: the registry that docker talks to lives in this process. */
function runAsync(args: string[], env: NodeJS.ProcessEnv, input?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('docker', args, { env });
    let said = '';
    child.stdout.on('data', (chunk) => (said += chunk));
    child.stderr.on('data', (chunk) => (said += chunk));
    child.on('close', (code) => (code === 0 ? resolve(said.trim()) : reject(new Error(said))));
    child.stdin.end(input);
  });
}
