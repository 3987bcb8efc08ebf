import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { runCommand } from './command.js';
import { withDockerConfig } from './docker-config.js';
import { ImageFault } from './fault.js';

const NAMES = ['docker', 'podman', 'nerdctl', 'finch', 'buildah'] as const;

/** The programs that can build an image from a Dockerfile. */
export type EngineName = (typeof NAMES)[number];

/** A program that was found. */
export interface Engine {
  readonly name: EngineName;
  readonly path: string;
}

/** Looks for an engine, in order of preference; `override` is a name or a path. Throws `engine-missing`. */
export async function findEngine(
  options: { readonly override?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Engine> {
  const { override, env = process.env } = options;
  if (override !== undefined) {
    const path = isAbsolute(override) ? await usable(override) : await search(override, env);
    const name = NAMES.find((known) => override.split(/[\\/]/).at(-1)!.startsWith(known)) ?? 'docker';
    if (path) return { name, path };
    throw new ImageFault('engine-missing', { looked: [override] });
  }
  for (const name of NAMES) {
    const path = await search(name, env);
    if (path) return { name, path };
  }
  throw new ImageFault('engine-missing', { looked: NAMES });
}

/** Throws `engine-not-running` when the engine's service does not answer. */
export async function demandRunning(
  engine: Engine,
  options: { env?: NodeJS.ProcessEnv; signal?: AbortSignal } = {},
): Promise<void> {
  const { code, lastLines } = await runCommand(engine.path, ['info'], options);
  if (code === undefined) throw new ImageFault('engine-missing', { looked: [engine.path] });
  const refused = lastLines.find((line) =>
    /cannot connect|is the docker daemon running|connection refused|no such file.*sock/i.test(line),
  );
  if (code !== 0 || refused)
    throw new ImageFault('engine-not-running', { engine: engine.name, said: refused ?? lastLines.at(-1) ?? '' });
}

/** The engine that is used, and those that were found before it and did not answer. */
export interface ChosenEngine {
  readonly engine: Engine;
  readonly notRunning: readonly EngineName[];
}

/**
 * The first engine that answers, in order of preference, or the one that is named. Throws `engine-missing` when none is
 * installed, `engine-not-running` (of the first) when none answers.
 */
export async function chooseEngine(
  options: { readonly override?: string; readonly env?: NodeJS.ProcessEnv; readonly signal?: AbortSignal } = {},
): Promise<ChosenEngine> {
  const { override, env, signal } = options;
  const notRunning: EngineName[] = [];
  let first: ImageFault | undefined;
  for (const name of override === undefined ? NAMES : [override]) {
    try {
      const engine = await findEngine({ override: name, env });
      await withDockerConfig(env ?? process.env, (own) => demandRunning(engine, { env: own, signal }));
      return { engine, notRunning };
    } catch (fault) {
      if (!(fault instanceof ImageFault)) throw fault;
      if (fault.code === 'engine-missing') continue;
      first ??= fault;
      notRunning.push(name as EngineName);
    }
  }
  throw first ?? new ImageFault('engine-missing', { looked: override === undefined ? NAMES : [override] });
}

async function search(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : [''];
  for (const folder of (env.PATH ?? '').split(delimiter).filter(isAbsolute))
    for (const ending of endings) {
      const path = await usable(join(folder, name + ending));
      if (path) return path;
    }
  return undefined;
}

async function usable(path: string): Promise<string | undefined> {
  return access(path, constants.X_OK).then(
    () => path,
    () => undefined,
  );
}
