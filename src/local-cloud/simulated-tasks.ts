import type { TaskPlane, TaskSight, TaskSpec } from './data-plane.js';
import type { SimulatedApp } from './simulated-plane.js';

/** Tasks of the simulated plane, with the two things that only a simulation can be asked. */
export interface SimulatedTasks extends TaskPlane {
  crash(taskArn: string, exitCode: number): void;
  /** The HTTP status of a path at an address and port; undefined when nothing listens there. */
  answer(address: string, port: number, path: string): number | undefined;
}

interface Running {
  readonly spec: TaskSpec;
  readonly app: SimulatedApp;
  readonly startedAt: number;
  readonly address: string;
  /** It has told that it lacks its database. */
  told?: boolean;
  ended?: Extract<TaskSight, { state: 'stopped' }>;
}

/** SIGTERM without a handler: 128 + 15. */
const TERMINATED = 143;

const exited = (exitCode: number): Running['ended'] => ({
  state: 'stopped',
  stopCode: 'EssentialContainerExited',
  reason: 'Essential container in task exited',
  exitCode,
});

const wrongPlatform = (platform: string): Running['ended'] => ({
  state: 'stopped',
  stopCode: 'TaskFailedToStart',
  reason: `CannotPullContainerError: pull image manifest has been retried 1 time(s): image Manifest does not contain descriptor matching platform '${platform}'`,
});

/** Makes the task part of a simulated plane. */
export function createSimulatedTasks(world: {
  now: () => number;
  appOf: (image: string) => SimulatedApp;
  hasDatabase: (host: string) => boolean;
}): SimulatedTasks {
  const tasks = new Map<string, Running>();
  let made = 0;

  const isUp = (task: Running) => !task.ended && world.now() >= task.startedAt + (task.app.startSeconds ?? 0) * 1000;

  function settle(task: Running): void {
    if (!isUp(task)) return;
    const { app, spec } = task;
    if (app.exitsWith !== undefined) {
      if (!app.says) spec.log(`exiting with code ${app.exitsWith}`, world.now());
      task.ended = exited(app.exitsWith);
    } else if (app.needsDatabase) {
      const { DB_HOST: host = '' } = spec.environment;
      const reason = !world.hasDatabase(host)
        ? `dial tcp: lookup ${host}: no such host`
        : spec.shutOff?.includes(host)
          ? `dial tcp ${host}:3306: i/o timeout`
          : undefined;
      if (reason === undefined || task.told) return;
      task.told = true;
      spec.log(`cannot connect to the database: ${reason}`, world.now());
      if (app.needsDatabase !== 'waits') task.ended = exited(1);
    }
  }

  function sightOf(task: Running): TaskSight {
    settle(task);
    if (task.ended) return task.ended;
    if (!isUp(task)) return { state: 'starting' };
    const cpu = task.app.cpu?.(task.spec.family, world.now()) ?? 1;
    return { state: 'running', address: task.address, port: task.spec.port, cpu, memory: 20 };
  }

  return {
    start(spec) {
      made += 1;
      const app = world.appOf(spec.image);
      const platform = app.platform ?? 'linux/amd64';
      const address = `127.64.${Math.floor(made / 250)}.${(made % 250) + 1}`;
      const task: Running = { spec, app, startedAt: world.now(), address };
      if (platform !== spec.platform) task.ended = wrongPlatform(spec.platform);
      else {
        const said = typeof app.says === 'function' ? app.says(spec.environment) : (app.says ?? ['started']);
        for (const line of said) spec.log(line, world.now());
      }
      tasks.set(spec.taskArn, task);
    },
    look(taskArn) {
      const task = tasks.get(taskArn);
      return task && sightOf(task);
    },
    stop(taskArn) {
      const task = tasks.get(taskArn);
      if (task) task.ended ??= exited(TERMINATED);
    },
    forget: (taskArn) => void tasks.delete(taskArn),
    crash(taskArn, exitCode) {
      const task = tasks.get(taskArn);
      if (task) task.ended ??= exited(exitCode);
    },
    answer(address, port, path) {
      const task = [...tasks.values()].find((each) => each.address === address);
      if (!task || sightOf(task).state !== 'running' || task.told || task.app.port !== port) return undefined;
      const { healthPath, healthyStatus = 200, rootStatus = 200 } = task.app;
      if (path === healthPath) return healthyStatus;
      return path === '/' ? rootStatus : 404;
    },
  };
}
