import type { UpdateServiceCommandInput } from '@aws-sdk/client-ecs';

export interface ServiceProps {
  readonly cluster: string;
  /** ARN of a revision. */
  readonly taskDefinition: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly targetGroupArn: string;
  readonly container: string;
  readonly containerPort: number;
  /** How many tasks it starts with, how many must be healthy, and below which nobody may have put it; else the scaler decides. */
  readonly desiredCount: number;
  readonly gracePeriodSeconds: number;
  readonly exec: boolean;
  /** How often CPU is measured: 20 or 60. */
  readonly metricSeconds: 20 | 60;
}

/** DescribeServices does not show how often CPU is measured, so a tag keeps it. */
export const resolutionTag = 'meibo-infra:metric-seconds';

type Part = Omit<UpdateServiceCommandInput, 'service' | 'cluster'>;

/** The members of a service that can change, each with the part of an UpdateService that says so. */
export function partsOf(props: ServiceProps): Readonly<Record<string, Part>> {
  const { targetGroupArn, container: containerName, containerPort } = props;
  const networkConfiguration = {
    awsvpcConfiguration: {
      subnets: [...props.subnetIds],
      securityGroups: [...props.securityGroupIds],
      assignPublicIp: 'DISABLED' as const,
    },
  };
  const loadBalancers = [{ targetGroupArn, containerName, containerPort }];
  return {
    desiredCount: { desiredCount: props.desiredCount },
    taskDefinition: { taskDefinition: props.taskDefinition },
    subnetIds: { networkConfiguration },
    securityGroupIds: { networkConfiguration },
    targetGroupArn: { loadBalancers },
    containerPort: { loadBalancers },
    gracePeriodSeconds: { healthCheckGracePeriodSeconds: props.gracePeriodSeconds },
    // Only tasks that start afterwards can be entered.
    exec: { enableExecuteCommand: props.exec, forceNewDeployment: true },
    breaker: {
      deploymentConfiguration: {
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        // Without it, tasks that die are started again for ever.
        deploymentCircuitBreaker: { enable: true, rollback: true },
      },
    },
    metricSeconds: {
      monitoring: {
        metricConfigurations: [{ metricNames: ['CPUUtilization'], resolutionSeconds: props.metricSeconds }],
      },
    },
  };
}
