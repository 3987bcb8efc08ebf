import type * as sdk from '@aws-sdk/client-ecs';
import type { ContainerHealth } from '../../data-plane.js';
import type { Slice } from '../../world.js';

/** A cluster; an INACTIVE one stays describable. */
export interface Cluster {
  name: string;
  arn: string;
  status: 'ACTIVE' | 'INACTIVE';
  settings: sdk.ClusterSetting[];
  configuration?: sdk.ClusterConfiguration;
  capacityProviders: string[];
  defaultStrategy: sdk.CapacityProviderStrategyItem[];
}

/** A task definition: what was registered, with its revision. */
export interface TaskDefinition {
  arn: string;
  family: string;
  revision: number;
  status: 'ACTIVE' | 'INACTIVE' | 'DELETE_IN_PROGRESS';
  registeredAt: number;
  deregisteredAt?: number;
  containers: sdk.ContainerDefinition[];
  /** Absent where only containers have sizes, which Fargate does not take. */
  cpu?: string;
  memory?: string;
  networkMode?: string;
  /** What it could run on. */
  compatibilities?: readonly string[];
  /** What it was asked to run on. */
  requiresCompatibilities?: readonly string[];
  taskRoleArn?: string;
  executionRoleArn?: string;
  volumes: sdk.Volume[];
  runtimePlatform?: sdk.RuntimePlatform;
  ephemeralStorage?: sdk.EphemeralStorage;
}

/** The network of a service's or task's interface. */
export interface Network {
  subnetIds: string[];
  groupIds: string[];
  publicIp: boolean;
}

/** What a deployment is to run. */
export interface DeploymentWish {
  taskDefinition: string;
  network: Network;
  platformVersion: string;
}

/** One deployment of a service. */
export interface Deployment extends DeploymentWish {
  id: string;
  status: 'PRIMARY' | 'ACTIVE';
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED';
  rolloutStateReason: string;
  createdAt: number;
  updatedAt: number;
  /** Failures in a row; a task that becomes healthy sets it back. */
  failures: number;
  failedTasks: number;
  /** After failures the scheduler waits until then, milliseconds. */
  nextStartAt: number;
  /** What a rollback returns to: the last completed deployment. */
  fallback?: { id: string; wish: DeploymentWish; imageDigest?: string };
  /** What the first task to pull the image resolved its tag to; the others run that, whatever becomes of the tag. */
  imageDigest?: string;
}

/** What ends a deployment that fails too often; what is absent is as ECS has it unasked. */
export interface Breaker {
  readonly enable: boolean;
  readonly rollback: boolean;
  readonly resetOnHealthyTask?: boolean;
  readonly threshold?: { readonly type: sdk.ThresholdType; readonly value: number };
}

/** One of a service's load balancer entries. */
export interface ServiceTarget {
  targetGroupArn: string;
  containerName: string;
  containerPort: number;
}

/** A service. */
export interface Service {
  arn: string;
  name: string;
  cluster: string;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  desired: number;
  launchType: string;
  capacityProviderStrategy?: sdk.CapacityProviderStrategyItem[];
  targets: ServiceTarget[];
  minimumPercent: number;
  maximumPercent: number;
  breaker: Breaker;
  graceSeconds?: number;
  rebalancing: string;
  propagateTags: string;
  managedTags: boolean;
  execute: boolean;
  createdAt: number;
  /** Newest first. */
  deployments: Deployment[];
  events: { id: string; at: number; message: string }[];
  steady: boolean;
  clientToken?: string;
  /** The creating request, to tell a repetition from a conflict. */
  request: string;
  /** What an INACTIVE service ran last; it has no deployments any more. */
  last?: DeploymentWish;
  /** When an INACTIVE service is no longer known, milliseconds. */
  forgetAt?: number;
}

/** A task. */
export interface Task {
  arn: string;
  id: string;
  cluster: string;
  /** The service's name; absent for RunTask. */
  service?: string;
  deploymentId?: string;
  group: string;
  startedBy?: string;
  taskDefinition: string;
  /** Of the image that it runs; absent before it was pulled, and of images that ECR does not keep. */
  imageDigest?: string;
  network: Network;
  lastStatus: 'PROVISIONING' | 'PENDING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'STOPPED';
  desiredStatus: 'RUNNING' | 'STOPPED';
  createdAt: number;
  /** When the present state may end, milliseconds. */
  nextAt: number;
  startedAt?: number;
  stoppingAt?: number;
  stoppedAt?: number;
  stopCode?: string;
  stoppedReason?: string;
  exitCode?: number;
  containerReason?: string;
  interface?: { id: string; subnetId: string; privateIp: string };
  /** Where the data plane reaches it. */
  reach?: { address: string; port: number };
  /** A start that is bound to fail, told when its time has come. */
  failure?: { stoppedReason: string };
  healthy: boolean;
  /** What its container's own health check has shown; absent without one. */
  health?: ContainerHealth;
  /** The scheduler has taken note of its end. */
  counted: boolean;
  execute: boolean;
  overrides?: sdk.TaskOverride;
  /** The RunTask that made it, to tell a repetition from a conflict. */
  run?: { token: string; request: string };
}

/** Everything that ECS keeps. */
export interface Ecs {
  clusters: Record<string, Cluster>;
  /** The newest revision ever given, by family. */
  revisions: Record<string, number>;
  /** By ARN. */
  taskDefinitions: Record<string, TaskDefinition>;
  /** By `cluster/service`. */
  services: Record<string, Service>;
  /** By ARN. */
  tasks: Record<string, Task>;
  /** Tags by ARN. */
  tags: Record<string, Record<string, string>>;
  /** When the CPU of tasks was last published. */
  publishedAt: number;
}

/** ECS's part of the world. */
export const ecsSlice: Slice<Ecs> = {
  name: 'ecs',
  initial: () => ({
    clusters: {},
    revisions: {},
    taskDefinitions: {},
    services: {},
    tasks: {},
    tags: {},
    publishedAt: 0,
  }),
};
