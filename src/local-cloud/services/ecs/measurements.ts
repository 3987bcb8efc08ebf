import type { World } from '../../world.js';
import { scalingSpeed } from '../application-autoscaling/speed.js';
import { putMetric } from '../cloudwatch/metrics.js';
import { tasksOf } from './lookups.js';
import { ecsSlice } from './store.js';

/** ECS publishes every 20 seconds; the one-minute metric is the same values taken together. */
const STEP = 20_000;

/** How many missed publications are made up for after a jump in time. */
const MOST_MISSED = 60;

/** Publishes the CPU and memory of running tasks, one value per task, for each step of time that has begun; true when it did. */
export function publishMeasurements(world: World): boolean {
  const data = world.of(ecsSlice);
  const step = Math.max(1, Math.round(STEP / scalingSpeed(world)));
  const newest = Math.floor(world.now() / step) * step;
  if (newest <= data.publishedAt) return false;
  const first = Math.max(data.publishedAt === 0 ? newest : data.publishedAt + step, newest - MOST_MISSED * step);
  data.publishedAt = newest;
  for (const service of Object.values(data.services)) {
    const running = tasksOf(world, service).filter(({ lastStatus }) => lastStatus === 'RUNNING');
    const sights = running.flatMap(({ arn }) => {
      const sight = world.plane.tasks.look(arn);
      return sight?.state === 'running' ? [sight] : [];
    });
    const dimensions = { ClusterName: service.cluster, ServiceName: service.name };
    const [cpu, memory] = ['CPUUtilization', 'MemoryUtilization'].map((name) => ({
      namespace: 'AWS/ECS',
      name,
      dimensions,
    }));
    for (let at = first; at <= newest; at += step) {
      putMetric(
        world,
        cpu!,
        sights.map((sight) => sight.cpu),
        at,
        'Percent',
      );
      putMetric(
        world,
        memory!,
        sights.map((sight) => sight.memory),
        at,
        'Percent',
      );
    }
  }
  return true;
}
