import { join } from 'node:path';
import { normalisePlatform } from '../../image/platform.js';
import type { RegistryPlane, TaskPlane, TaskSight, TaskSpec } from '../data-plane.js';
import { type Container, startContainer } from './container.js';
import { CannotPull, createImages } from './images.js';
import { CannotLaunch, type Launch, planLaunch, type UnpackedImage } from './launch.js';
import { createProcessBook } from './leftovers.js';
import { createPreloads } from './listen-here.js';
import { findTaskPlace } from './place.js';
import { createMeter, type Meter } from './usage.js';

/** What a task plane is made of. */
export interface TaskPlaneOptions {
  /** For unpacked images and the list of processes. */
  readonly folder: string;
  readonly registry: Pick<RegistryPlane, 'host' | 'issueToken' | 'images'>;
  /** Milliseconds since the epoch, for log lines and measurements. */
  readonly now: () => number;
}

type Stopped = Extract<TaskSight, { state: 'stopped' }>;

/** A process that runs a task. */
export interface TaskProcess {
  readonly id: string;
  readonly pid: number;
  readonly address: string;
  readonly port: number;
}

/** A task plane with what only real processes have. */
export interface LiveTasks extends TaskPlane {
  processes(): readonly TaskProcess[];
  close(): Promise<void>;
}

interface Task {
  readonly spec: TaskSpec;
  unwanted: boolean;
  address?: string;
  port?: number;
  container?: Container;
  meter?: Meter;
  stopped?: Stopped;
  over: Promise<void>;
}

const failedToStart = (reason: string): Stopped => ({ state: 'stopped', stopCode: 'TaskFailedToStart', reason });

const exited = (exitCode?: number): Stopped => ({
  state: 'stopped',
  stopCode: 'EssentialContainerExited',
  reason: 'Essential container in task exited',
  ...(exitCode !== undefined && { exitCode }),
});

/** What the shell and container runtimes end with when the program is for another CPU. */
const EXEC_FORMAT = 255;
const SAMPLING = 500;

/** `arn:aws:ecs:…:task/cluster/0123…` → `0123…` */
const idOf = (taskArn: string): string => taskArn.slice(taskArn.lastIndexOf('/') + 1);

/**
 * Runs each task as a process of this machine, under the user's own rights: no container keeps it from other files, and the
 * reserved CPU and memory are measured against but not enforced. `close` ends all of them.
 */
export function createTaskPlane({ folder, registry, now }: TaskPlaneOptions): LiveTasks {
  const tasks = new Map<string, Task>();
  /** Also those that were forgotten before their end. */
  const living = new Set<Task>();
  const images = createImages(join(folder, 'images'), registry);
  const preloads = createPreloads(join(folder, 'preloads'));
  const book = createProcessBook(join(folder, 'processes'));
  book.killLeftovers();

  const sampling = setInterval(() => {
    for (const { meter } of living) meter?.sample();
  }, SAMPLING);
  sampling.unref();

  async function run(task: Task): Promise<Stopped> {
    const { spec } = task;
    const image = await images.pull(spec.image, spec.platform);
    if (task.unwanted) return exited();
    const is = normalisePlatform(`${image.os}/${image.architecture}`);
    if (is !== normalisePlatform(spec.platform)) return wrongFormat(spec, image);
    const taken = (address: string) => [...living].some((each) => each.address === address);
    const place = await findTaskPlace(spec.taskArn, spec.port, taken);
    const launch = planLaunch(image, spec, {
      LISTEN_HOST: place.address,
      PORT: String(place.port),
      TASK_ID: idOf(spec.taskArn),
    });
    const { environment } = launch;
    const preload = preloads.write(idOf(spec.taskArn), { ...place, containerPort: spec.port });
    const options = [preload, environment.NODE_OPTIONS].filter(Boolean).join(' ');
    const withPreload = { ...launch, environment: { ...environment, NODE_OPTIONS: options } };
    const container = await startContainer(withPreload, (line) => spec.log(line, now())).catch(
      (error: unknown) => error,
    );
    if (container instanceof Error) return cannotExecute(spec, image, launch, container);
    return await live(task, container as Container, place);
  }

  async function live(task: Task, container: Container, place: { address: string; port: number }): Promise<Stopped> {
    const { spec } = task;
    book.write(spec.taskArn, container.pid);
    Object.assign(task, place, { container, meter: createMeter(container.pid, spec, now) });
    if (task.unwanted) container.stop(0);
    const exitCode = await container.ended;
    book.erase(spec.taskArn);
    return exited(exitCode);
  }

  function wrongFormat({ log }: TaskSpec, { entrypoint, command }: UnpackedImage): Stopped {
    log(`exec ${entrypoint[0] ?? command[0] ?? ''}: exec format error`, now());
    return exited(EXEC_FORMAT);
  }

  function cannotExecute(
    spec: TaskSpec,
    image: UnpackedImage,
    { file }: Launch,
    error: NodeJS.ErrnoException,
  ): Stopped {
    // Node knows no name for ENOEXEC on all systems, only its number.
    if (error.code === 'ENOEXEC' || error.errno === -8) return wrongFormat(spec, image);
    const name = file.startsWith(image.root) ? file.slice(image.root.length) : file;
    return failedToStart(`CannotStartContainerError: exec: "${name}": ${error.code}: unknown`);
  }

  function explain(error: unknown): Stopped {
    if (error instanceof CannotPull) return failedToStart(`CannotPullContainerError: ${error.message}`);
    if (error instanceof CannotLaunch) return failedToStart(`CannotStartContainerError: ${error.message}`);
    return failedToStart(`CannotPullContainerError: ${error instanceof Error ? error.message : String(error)}`);
  }

  return {
    start(spec) {
      if (tasks.has(spec.taskArn)) return;
      const task: Task = { spec, unwanted: false, over: Promise.resolve() };
      tasks.set(spec.taskArn, task);
      living.add(task);
      task.over = run(task)
        .catch(explain)
        .then((stopped) => {
          task.stopped = stopped;
          preloads.erase(idOf(task.spec.taskArn));
          living.delete(task);
        });
    },
    look(taskArn) {
      const task = tasks.get(taskArn);
      if (!task) return undefined;
      if (task.stopped) return task.stopped;
      const { address, port, meter } = task;
      if (!meter || address === undefined || port === undefined) return { state: 'starting' };
      return { state: 'running', address, port, ...meter.read() };
    },
    stop(taskArn, timeoutSeconds) {
      const task = tasks.get(taskArn);
      if (!task || task.stopped || task.unwanted) return;
      task.unwanted = true;
      task.container?.stop(timeoutSeconds);
    },
    forget(taskArn) {
      const task = tasks.get(taskArn);
      if (task && !task.stopped && !task.unwanted) {
        task.unwanted = true;
        task.container?.stop(0);
      }
      tasks.delete(taskArn);
    },
    processes: () =>
      [...living].flatMap(({ spec, container, address, port }) =>
        container && address !== undefined && port !== undefined
          ? [{ id: idOf(spec.taskArn), pid: container.pid, address, port }]
          : [],
      ),
    async close() {
      clearInterval(sampling);
      const all = [...living];
      for (const task of all) {
        task.unwanted = true;
        task.container?.stop(1);
      }
      await Promise.all(all.map(({ over }) => over));
    },
  };
}
