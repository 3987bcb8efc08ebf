import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import type { TaskSpec } from '../data-plane.js';

/** What an image says about how it is run. */
export interface ImageConfig {
  readonly os: string;
  readonly architecture: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder: string;
}

/** An image whose files lie in a folder. */
export interface UnpackedImage extends ImageConfig {
  readonly root: string;
}

/** A path of the image as a path of this machine; `..` does not lead out. */
export const within = (root: string, path: string): string => join(root, normalize(join(sep, path)));

/** A command line for this machine. */
export interface Launch {
  readonly file: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What the runtime says when the first word of the command is not in the image; AWS puts `CannotStartContainerError: ` before it. */
export class CannotLaunch extends Error {}

/** Programs that stand for those of the image, because those are linked against libraries of the image. */
const hostPrograms: Readonly<Record<string, string>> = {
  node: process.execPath,
  nodejs: process.execPath,
  sh: '/bin/sh',
};

const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile();

function findProgram(name: string, image: UnpackedImage, folder: string): string {
  const host = hostPrograms[name.slice(name.lastIndexOf('/') + 1)];
  if (host) return host;
  const searched = image.environment.PATH ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  const candidates = name.includes('/')
    ? [name.startsWith('/') ? within(image.root, name) : join(folder, name)]
    : searched.split(':').map((each) => within(image.root, join(each, name)));
  const found = candidates.find(isFile);
  if (found) return found;
  const what = name.includes('/') ? `stat ${name}: no such file or directory` : 'executable file not found in $PATH';
  throw new CannotLaunch(`exec: "${name}": ${what}: unknown`);
}

/** A command of the image as one of this machine. Throws CannotLaunch. */
export function planWords(
  program: string,
  args: readonly string[],
  image: UnpackedImage,
  folder: string,
): Pick<Launch, 'file' | 'args'> {
  const local = (arg: string) => {
    const path = arg.startsWith('/') ? within(image.root, arg) : arg;
    return arg.startsWith('/') && existsSync(path) ? path : arg;
  };
  return { file: findProgram(program, image, folder), args: args.map(local) };
}

/**
 * How a task's container is started as a process of this machine. There is no chroot: absolute paths among the arguments are
 * replaced by where the image was unpacked, and `node` and `sh` are this machine's. Throws CannotLaunch.
 */
export function planLaunch(image: UnpackedImage, spec: TaskSpec, own: Readonly<Record<string, string>>): Launch {
  // As in Docker, an overridden entry point takes the image's command away.
  const entrypoint = spec.entryPoint ?? image.entrypoint;
  const command = spec.command ?? (spec.entryPoint ? [] : image.command);
  const [program, ...args] = [...entrypoint, ...command];
  if (program === undefined) throw new CannotLaunch('No command specified');
  const folder = within(image.root, image.workingFolder);
  mkdirSync(folder, { recursive: true });
  return {
    ...planWords(program, args, image, folder),
    folder,
    environment: {
      ...image.environment,
      PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
      ...spec.environment,
      ...own,
    },
  };
}
