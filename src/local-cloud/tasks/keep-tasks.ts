import type { TaskPlane, TaskSight, TaskSpec } from '../data-plane.js';
import type { HealthWatch } from './health.js';
import { CannotPull } from './images.js';
import { CannotLaunch } from './launch.js';
import type { Meter } from './usage.js';

/** How a task ended. */
export type Stopped = Extract<TaskSight, { state: 'stopped' }>;

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
  /** Ends all tasks; for good, when nobody will start it again on its folder. */
  close(forGood?: boolean): Promise<void>;
}

/** A task from its start to its end; who runs it fills in what it has found. */
export interface Task {
  readonly spec: TaskSpec;
  /** It was told to stop, perhaps before there was anything to stop. */
  unwanted: boolean;
  address?: string;
  port?: number;
  container?: { readonly pid: number; stop(timeoutSeconds: number): void };
  meter?: Meter;
  health?: HealthWatch;
}

/** A task that never ran, with AWS's reason. */
export const failedToStart = (reason: string): Stopped => ({ state: 'stopped', stopCode: 'TaskFailedToStart', reason });

/** A task whose container has ended. */
export const exited = (exitCode?: number): Stopped => ({
  state: 'stopped',
  stopCode: 'EssentialContainerExited',
  reason: 'Essential container in task exited',
  ...(exitCode !== undefined && { exitCode }),
});

/** What the shell and container runtimes end with when the program is for another CPU. */
const EXEC_FORMAT = 255;

/** A task whose image is for another CPU: it tells so in its log and ends. */
export function wrongFormat({ log }: TaskSpec, program: string, at: number): Stopped {
  log(`exec ${program}: exec format error`, at);
  return exited(EXEC_FORMAT);
}

/** `arn:aws:ecs:…:task/cluster/0123…` → `0123…` */
export const idOf = (taskArn: string): string => taskArn.slice(taskArn.lastIndexOf('/') + 1);

function explain(error: unknown): Stopped {
  if (error instanceof CannotPull) return failedToStart(`CannotPullContainerError: ${error.message}`);
  if (error instanceof CannotLaunch) return failedToStart(`CannotStartContainerError: ${error.message}`);
  return failedToStart(`CannotPullContainerError: ${error instanceof Error ? error.message : String(error)}`);
}

const SAMPLING = 500;

/** Tasks that run, and those that ended and were not yet forgotten. */
export interface KeptTasks extends TaskPlane {
  /** Also those that were forgotten before their end. */
  living(): readonly Task[];
  processes(): readonly TaskProcess[];
  close(): Promise<void>;
}

/** Keeps tasks that `run` runs to their end; what it throws is told as a failed start. */
export function keepTasks(run: (task: Task) => Promise<Stopped>): KeptTasks {
  const tasks = new Map<string, Task & { stopped?: Stopped }>();
  const living = new Map<Task, Promise<void>>();

  const sampling = setInterval(() => {
    for (const { meter } of living.keys()) meter?.sample();
  }, SAMPLING);
  sampling.unref();

  function end(task: Task, timeoutSeconds: number): void {
    if (task.unwanted) return;
    task.unwanted = true;
    task.container?.stop(timeoutSeconds);
  }

  return {
    start(spec) {
      if (tasks.has(spec.taskArn)) return;
      const task: Task & { stopped?: Stopped } = { spec, unwanted: false };
      tasks.set(spec.taskArn, task);
      const over = run(task)
        .catch(explain)
        .then((stopped) => {
          task.stopped = stopped;
          task.health?.end();
          living.delete(task);
        });
      living.set(task, over);
    },
    look(taskArn) {
      const task = tasks.get(taskArn);
      if (!task) return undefined;
      if (task.stopped) return task.stopped;
      const { address, port, meter, health } = task;
      if (!meter || address === undefined || port === undefined) return { state: 'starting' };
      return { state: 'running', address, port, ...meter.read(), ...(health && { health: health.read() }) };
    },
    stop(taskArn, timeoutSeconds) {
      const task = tasks.get(taskArn);
      if (task && !task.stopped) end(task, timeoutSeconds);
    },
    forget(taskArn) {
      const task = tasks.get(taskArn);
      if (task && !task.stopped) end(task, 0);
      tasks.delete(taskArn);
    },
    living: () => [...living.keys()],
    processes: () =>
      [...living.keys()].flatMap(({ spec, container, address, port }) =>
        container && address !== undefined && port !== undefined
          ? [{ id: idOf(spec.taskArn), pid: container.pid, address, port }]
          : [],
      ),
    async close() {
      clearInterval(sampling);
      const all = [...living];
      for (const [task] of all) {
        task.unwanted = true;
        task.container?.stop(1);
      }
      await Promise.all(all.map(([, over]) => over));
    },
  };
}
