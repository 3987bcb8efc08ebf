import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { normalisePlatform } from '../../../image/platform.js';
import type { Address } from '../../database/address.js';
import { tellLines } from '../container.js';
import { watchHealth } from '../health.js';
import {
  exited,
  failedToStart,
  idOf,
  keepTasks,
  type LiveTasks,
  type Stopped,
  type Task,
  wrongFormat,
} from '../keep-tasks.js';
import { findTaskPlace } from '../place.js';
import type { TaskPlaneOptions } from '../plane.js';
import { createMeter } from '../usage.js';
import { commandOf, limitsOf, passEnvironment } from './arguments.js';
import { readContainer } from './cgroup.js';
import { type Docker, DockerFault, openDocker } from './docker.js';
import { type Gate, openGates } from './gates.js';
import { createContainerProbe } from './probe.js';
import { prepareStation, type Station } from './station.js';
import { createStoredImages, type StoredImage } from './stored-images.js';
import { marksOf, removeContainers, removeImages } from './traces.js';

/** What a task plane with containers is made of. */
export interface ContainerPlaneOptions extends TaskPlaneOptions {
  /** The docker client: a name on the PATH or a path. */
  readonly docker: string;
  /** What the docker client finds its engine by; this process's own by default. */
  readonly env?: NodeJS.ProcessEnv;
  /** What tasks can reach beside themselves, at the addresses that it has on this machine. */
  readonly neighbours: () => readonly Address[];
}

interface State {
  readonly Running: boolean;
  readonly Pid: number;
  readonly ExitCode: number;
  readonly OOMKilled: boolean;
  readonly Error: string;
  readonly StartedAt: string;
}

/** AWS's word for a container that took more than its memory. */
const OUT_OF_MEMORY = 'OutOfMemoryError: Container killed due to memory usage';

/**
 * Runs each task as a container, with its reserved CPU and memory as limits. It has a network of its own in which it can listen
 * where it likes; it is reached through a loopback address of this machine, and it reaches the databases and nothing else.
 * What an earlier daemon of the same folder left is removed first.
 */
export function createContainerTaskPlane(options: ContainerPlaneOptions): LiveTasks {
  const { folder, registry, now, neighbours } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const docker: Docker = openDocker(options.docker, options.env);
  const gates = openGates(folder, neighbours);
  const { label, gateImage, imageList } = marksOf(folder);
  const images = createStoredImages(docker, registry, imageList);

  let preparing: Promise<Station> | undefined;
  /** Once it has succeeded it is done; an engine that is not there yet is asked again by the next task. */
  function prepare(): Promise<Station> {
    preparing ??= removeContainers(docker, folder)
      .then(() => prepareStation(docker, gateImage, label))
      .catch((error: unknown) => {
        preparing = undefined;
        throw error;
      });
    return preparing;
  }
  prepare().catch(() => {});

  const inspect = async (name: string): Promise<State> =>
    JSON.parse(await docker.run(['inspect', '--format', '{{json .State}}', name])) as State;

  async function run(task: Task): Promise<Stopped> {
    const { spec } = task;
    const image = await images.pull(spec.image, spec.platform);
    if (task.unwanted) return exited();
    if (image.platform !== normalisePlatform(spec.platform)) return wrongFormat(spec, image.program, now());
    const id = idOf(spec.taskArn);
    const name = `meibo-${spec.family}-${spec.container}-${id}`;
    let gate: Gate | undefined;
    try {
      const station = await prepare();
      const taken = (address: string) => tasks.living().some((each) => each.address === address);
      const place = await findTaskPlace(spec.taskArn, spec.port, taken);
      gate = await gates.open(id, place);
      await station.start({ name: `${name}-gate`, folder: gate.folder, out: gates.out, port: spec.port });
      if (!(await gate.opened(() => task.unwanted)) && !task.unwanted)
        return failedToStart('CannotStartContainerError: nobody stands at the gate of its network');
      if (task.unwanted) return exited();
      await create(task, image, name);
      return await live(task, name, place);
    } catch (error) {
      if (!(error instanceof DockerFault)) throw error;
      return failedToStart(`CannotCreateContainerError: ${error.message}`);
    } finally {
      await docker.run(['rm', '--force', '--volumes', name, `${name}-gate`]).catch(() => {});
      gate?.close();
    }
  }

  async function create({ spec }: Task, { id }: StoredImage, name: string): Promise<void> {
    const file = join(folder, `${idOf(spec.taskArn)}.env`);
    const environment = { PORT: String(spec.port), ...spec.environment, TASK_ID: idOf(spec.taskArn) };
    const { before, after } = commandOf(spec);
    try {
      const { words, env } = passEnvironment(environment, file);
      const create = ['create', '--name', name, '--label', label, '--network', `container:${name}-gate`];
      const limits = [...limitsOf(spec), '--log-driver', 'none', '--restart', 'no'];
      await docker.run([...create, ...limits, ...words, ...before, id, ...after], { env });
    } finally {
      rmSync(file, { force: true });
    }
  }

  /** Starts it with its output attached, so that no line is lost, and sees it to its end. */
  async function live(task: Task, name: string, place: Address): Promise<Stopped> {
    const { spec } = task;
    const child = await docker.follow(['start', '--attach', name]);
    let over = false;
    const told = new Promise<void>((resolve) => {
      child.once('error', () => resolve());
      child.once('close', () => resolve());
    }).then(() => {
      over = true;
    });
    tellLines(child.stdout!, (line) => spec.log(line, now()));
    let refused = '';
    // Until it runs, errors are docker's own.
    tellLines(child.stderr!, (line) => {
      if (task.meter || !/^Error response from daemon|^Error: failed to start/.test(line)) spec.log(line, now());
      else refused ||= line;
    });
    let state = await inspect(name);
    while (!over && !state.Running && state.StartedAt.startsWith('0001')) state = await inspect(name);
    if (state.Running) {
      const { Pid: pid } = state;
      const meter = createMeter(() => readContainer(pid), spec, now);
      const { healthCheck: check } = spec;
      const health = check && watchHealth(check, createContainerProbe(docker, name, check.command), now);
      const container = { pid, stop: (seconds: number) => stop(name, seconds) };
      Object.assign(task, place, { container, meter, ...(health && { health }) });
      if (task.unwanted) stop(name, 0);
    }
    await told;
    // The output may be lost before the container is, as when somebody kills the client.
    const end = await docker.run(['wait', name]).then(
      () => inspect(name),
      () => undefined,
    );
    // Somebody removed it, or the engine itself is gone.
    if (!end) return exited();
    if (end.StartedAt.startsWith('0001')) return cannotStart(end.Error || refused);
    return { ...exited(end.ExitCode), ...(end.OOMKilled && { containerReason: OUT_OF_MEMORY }) };
  }

  const stop = (name: string, seconds: number): void =>
    void docker.run(['stop', '--time', String(Math.ceil(seconds)), name]).catch(() => {});

  function cannotStart(said: string): Stopped {
    const reason = said
      .replace(/^.*Error response from daemon: /, '')
      .replace(/^failed to create (shim( task)?|task for container): /, '')
      .replace(/^OCI runtime create failed: (runc create failed: )?/, '')
      .replace(/^.*(starting container process caused|unable to start container process): /, '');
    return failedToStart(`CannotStartContainerError: ${reason}`);
  }

  const tasks = keepTasks(run);
  return {
    ...tasks,
    async close(forGood = false) {
      await tasks.close();
      await removeContainers(docker, folder).catch(() => {});
      if (forGood) await removeImages(docker, folder);
      gates.close();
      await docker.close();
    },
  };
}
