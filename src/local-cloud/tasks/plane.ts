import { join } from 'node:path';
import { normalisePlatform } from '../../image/platform.js';
import type { RegistryPlane, TaskSpec } from '../data-plane.js';
import type { Address } from '../database/address.js';
import { type Container, startContainer } from './container.js';
import { type Probe, watchHealth } from './health.js';
import { createImages } from './images.js';
import {
  exited,
  failedToStart,
  idOf,
  keepTasks,
  type LiveTasks,
  type Stopped,
  type Task,
  wrongFormat,
} from './keep-tasks.js';
import { type Launch, planLaunch, type UnpackedImage } from './launch.js';
import { createProcessBook } from './leftovers.js';
import { createPreloads } from './listen-here.js';
import { findTaskPlace } from './place.js';
import { createProbe } from './probe.js';
import { createMeter, readProcess } from './usage.js';

/** What a task plane is made of. */
export interface TaskPlaneOptions {
  /** For unpacked images and the list of processes. */
  readonly folder: string;
  readonly registry: Pick<RegistryPlane, 'host' | 'issueToken' | 'images'>;
  /** Milliseconds since the epoch, for log lines and measurements. */
  readonly now: () => number;
}

/**
 * Runs each task as a process of this machine, under the user's own rights: no container keeps it from other files, and the
 * reserved CPU and memory are measured against but not enforced. `close` ends all of them.
 */
export function createTaskPlane({ folder, registry, now }: TaskPlaneOptions): LiveTasks {
  const images = createImages(join(folder, 'images'), registry);
  const preloads = createPreloads(join(folder, 'preloads'));
  const book = createProcessBook(join(folder, 'processes'));
  book.killLeftovers();

  async function run(task: Task): Promise<Stopped> {
    const { spec } = task;
    const image = await images.pull(spec.image, spec.platform);
    if (task.unwanted) return exited();
    const is = normalisePlatform(`${image.os}/${image.architecture}`);
    if (is !== normalisePlatform(spec.platform)) return wrongFormat(spec, programOf(image), now());
    const taken = (address: string) => tasks.living().some((each) => each.address === address);
    const place = await findTaskPlace(spec.taskArn, spec.port, taken);
    const launch = planLaunch(image, spec, {
      LISTEN_HOST: place.address,
      PORT: String(place.port),
      TASK_ID: idOf(spec.taskArn),
    });
    const { environment } = launch;
    const preload = preloads.write(idOf(spec.taskArn), { ...place, containerPort: spec.port });
    try {
      const options = [preload, environment.NODE_OPTIONS].filter(Boolean).join(' ');
      const withPreload = { ...launch, environment: { ...environment, NODE_OPTIONS: options } };
      const container = await startContainer(withPreload, (line) => spec.log(line, now())).catch(
        (error: unknown) => error,
      );
      if (container instanceof Error) return cannotExecute(spec, image, launch, container);
      return await live(task, container as Container, place, createProbe(withPreload, image, spec, place, book));
    } finally {
      preloads.erase(idOf(spec.taskArn));
    }
  }

  async function live(task: Task, container: Container, place: Address, probe: Probe): Promise<Stopped> {
    const { spec } = task;
    book.write(spec.taskArn, container.pid);
    const meter = createMeter(() => readProcess(container.pid), spec, now);
    const health = spec.healthCheck && watchHealth(spec.healthCheck, probe, now);
    Object.assign(task, place, { container, meter, ...(health && { health }) });
    if (task.unwanted) container.stop(0);
    const exitCode = await container.ended;
    book.erase(spec.taskArn);
    return exited(exitCode);
  }

  const programOf = ({ entrypoint, command }: UnpackedImage): string => entrypoint[0] ?? command[0] ?? '';

  function cannotExecute(
    spec: TaskSpec,
    image: UnpackedImage,
    { file }: Launch,
    error: NodeJS.ErrnoException,
  ): Stopped {
    // Node knows no name for ENOEXEC on all systems, only its number.
    if (error.code === 'ENOEXEC' || error.errno === -8) return wrongFormat(spec, programOf(image), now());
    const name = file.startsWith(image.root) ? file.slice(image.root.length) : file;
    return failedToStart(`CannotStartContainerError: exec: "${name}": ${error.code}: unknown`);
  }

  const tasks = keepTasks(run);
  return tasks;
}
