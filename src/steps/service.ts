import { step } from '../model/step.js';
import { service as ecsService } from '../resources/ecs/service.js';
import { metricSeconds } from './metric-seconds.js';

/** The tasks, kept running in the private subnets behind the load balancer. */
export const service = step({
  name: 'service',
  needs: { network: 'ready', rds: 'ready', 'task-def': 'ready', alb: 'made' },
  async ensure({ config, inputs: { network, alb, 'task-def': task }, ensure }) {
    const { name } = await ensure(ecsService, 'service', {
      cluster: task.clusterArn,
      taskDefinition: task.taskDefinitionArn,
      subnetIds: network.privateSubnetIds,
      securityGroupIds: [network.securityGroupIds.app],
      targetGroupArn: alb.targetGroupArn,
      container: task.containerName,
      containerPort: task.containerPort,
      desiredCount: config.scaling.min,
      gracePeriodSeconds: config.service.gracePeriodSeconds,
      exec: config.container.exec,
      metricSeconds: metricSeconds(config),
    });
    return { serviceName: name, clusterName: task.clusterArn.slice(task.clusterArn.lastIndexOf('/') + 1) };
  },
});
