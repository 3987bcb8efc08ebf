import { describe, expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { autoscaling } from '../../src/steps/autoscaling.js';
import { accountWith, recording } from './recording.js';

const inputs = { service: { serviceName: 'meibo-service', clusterName: 'meibo-cluster' } };

const run = async (scaling: object) => {
  const record = recording();
  const config = configSchema.parse({ scaling });
  const outputs = await autoscaling.ensure({ config, inputs, ensure: record.ensure, surroundings: accountWith([]) });
  return { ...record, outputs };
};

describe('autoscaling', () => {
  it('holds the CPU of two to four tasks at seventy percent', async () => {
    const { asked, props, outputs } = await run({});
    expect([...asked.keys()]).toEqual(['tasks', 'cpu-policy']);
    expect(props('tasks')).toEqual({ cluster: 'meibo-cluster', service: 'meibo-service', min: 2, max: 4 });
    expect(props('cpu-policy')).toEqual({
      target: 'tasks',
      cpuPercent: 70,
      scaleOutCooldownSeconds: 60,
      scaleInCooldownSeconds: 300,
      metricSeconds: 60,
    });
    expect(outputs).toEqual({ min: 2, max: 4 });
  });

  it('looks more often when that is wanted', async () => {
    const { props } = await run({ fastMetrics: true });
    expect(props('cpu-policy')).toMatchObject({ metricSeconds: 20 });
  });
});
