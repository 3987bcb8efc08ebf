import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Outcome, runCommand } from './command.js';
import { withDockerConfig } from './docker-config.js';
import { demandRunning, type Engine } from './engine.js';
import { ImageFault } from './fault.js';

/** What is built. */
export interface BuildOptions {
  readonly engine: Engine;
  readonly context: string;
  /** Path of the Dockerfile, relative to the context. */
  readonly dockerfile: string;
  readonly platform: string;
  readonly tag: string;
  /** Values go through the environment and so stay out of the process list. */
  readonly args?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly onOutput?: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

/** Builds an image into the engine's own store. Throws `context-missing`, `dockerfile-missing`, `engine-not-running` or `build-failed` (with the last 20 lines). */
export async function buildImage(options: BuildOptions): Promise<void> {
  const { engine, platform, tag, args = {}, signal, onOutput } = options;
  const context = resolve(options.context);
  const dockerfile = resolve(context, options.dockerfile);
  if (!(await stat(context).catch(() => undefined))?.isDirectory())
    throw new ImageFault('context-missing', { path: context });
  if (!(await stat(dockerfile).catch(() => undefined))?.isFile())
    throw new ImageFault('dockerfile-missing', { path: dockerfile });

  await withDockerConfig(options.env ?? process.env, async (env) => {
    await demandRunning(engine, { env, signal });
    const { words, env: withArgs } = passArgs(args, env);
    const command = [
      ...(await beginBuild(engine, env, signal)),
      ...['--platform', platform, '--tag', tag, '--file', dockerfile],
      ...words,
      context,
    ];
    const outcome = await runCommand(engine.path, command, { env: withArgs, signal, onLine: onOutput });
    demandSuccess(engine, outcome, 'build');
  });
}

/** Writes a built image as a tar that `readImage` takes. */
export async function exportImage(options: {
  readonly engine: Engine;
  readonly tag: string;
  readonly file: string;
  readonly platform: string;
  readonly signal?: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
}): Promise<void> {
  const { engine, tag, file, platform, signal } = options;
  const command = {
    docker: ['save', '--output', file, tag],
    podman: ['save', '--format', 'oci-archive', '--output', file, tag],
    nerdctl: ['save', '--platform', platform, '--output', file, tag],
    finch: ['save', '--platform', platform, '--output', file, tag],
    buildah: ['push', tag, `oci-archive:${file}`],
  }[engine.name];
  await withDockerConfig(options.env ?? process.env, async (env) => {
    demandSuccess(engine, await runCommand(engine.path, command, { env, signal }), 'export');
  });
}

/** Takes our name off a built image, and the image away unless another name holds it; the build cache stays. Failures are of no account. */
export async function removeBuilt(options: {
  readonly engine: Engine;
  readonly tag: string;
  readonly env?: NodeJS.ProcessEnv;
}): Promise<void> {
  const { engine, tag } = options;
  await withDockerConfig(options.env ?? process.env, (env) => runCommand(engine.path, ['rmi', tag], { env }));
}

async function beginBuild(engine: Engine, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<string[]> {
  if (engine.name !== 'docker') return ['build'];
  // Attestations would turn the image into an index; the classic builder does not know the option.
  const buildx = await runCommand(engine.path, ['buildx', 'version'], { env, signal });
  return buildx.code === 0 ? ['buildx', 'build', '--load', '--provenance=false', '--sbom=false'] : ['build'];
}

/** `--build-arg NAME` takes the value from the environment; a name that the engine itself may read there has to go by word. */
function passArgs(
  args: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv,
): { words: string[]; env: NodeJS.ProcessEnv } {
  const words: string[] = [];
  const own: NodeJS.ProcessEnv = { ...env };
  for (const [name, value] of Object.entries(args)) {
    const taken =
      name in env ||
      /^(DOCKER|BUILDKIT|BUILDX|BUILDAH|CONTAINER|CONTAINERS|PODMAN|NERDCTL|FINCH|LD|XDG|GODEBUG)/.test(name);
    words.push('--build-arg', taken ? `${name}=${value}` : name);
    if (!taken) own[name] = value;
  }
  return { words, env: own };
}

function demandSuccess(engine: Engine, { code, lastLines }: Outcome, doing: 'build' | 'export'): void {
  if (code === 0) return;
  if (code === undefined) throw new ImageFault('engine-missing', { looked: [engine.path] });
  throw new ImageFault('build-failed', { engine: engine.name, doing, exitCode: code, lastLines });
}
