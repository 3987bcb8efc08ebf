import { step } from '../model/step.js';
import { scalingPolicy } from '../resources/scaling/policy.js';
import { scalableTarget } from '../resources/scaling/scalable-target.js';
import { metricSeconds } from './metric-seconds.js';

/** How many tasks there are: as many as keep their CPU near the percentage that is wanted. */
export const autoscaling = step({
  name: 'autoscaling',
  needs: { service: 'made' },
  async ensure({ config, inputs: { service }, ensure }) {
    const { min, max, cpuPercent, scaleOutCooldownSeconds, scaleInCooldownSeconds } = config.scaling;
    const target = await ensure(scalableTarget, 'tasks', {
      cluster: service.clusterName,
      service: service.serviceName,
      min,
      max,
    });
    await ensure(scalingPolicy, 'cpu-policy', {
      target: target.id,
      cpuPercent,
      scaleOutCooldownSeconds,
      scaleInCooldownSeconds,
      metricSeconds: metricSeconds(config),
    });
    return { min, max };
  },
});
