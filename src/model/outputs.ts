/** What each step hands on: the only thing that couples two steps. */
export interface Outputs {
  network: {
    vpcId: string;
    publicSubnetIds: string[];
    privateSubnetIds: string[];
    securityGroupIds: { alb: string; app: string; db: string };
  };
  rds: { host: string; port: number; user: string; database: string; passwordParameterArn: string };
  /** By digest, never by tag. */
  'ecr-push': { imageUri: string };
  'task-def': { taskDefinitionArn: string; clusterArn: string; containerName: string; containerPort: number };
  alb: { url: string; targetGroupArn: string; listenerArn: string };
  service: { serviceName: string; clusterName: string };
  autoscaling: { min: number; max: number };
}

export type StepName = keyof Outputs;
