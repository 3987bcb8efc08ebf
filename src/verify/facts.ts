import type { ScalableTarget, ScalingActivity, ScalingPolicy } from '@aws-sdk/client-application-auto-scaling';
import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type {
  Address,
  InternetGateway,
  NatGateway,
  RouteTable,
  SecurityGroup,
  Subnet,
  Vpc,
  VpcEndpoint,
} from '@aws-sdk/client-ec2';
import type { ImageDetail, Repository } from '@aws-sdk/client-ecr';
import type { ContainerDefinition, Service, Task, TaskDefinition } from '@aws-sdk/client-ecs';
import type {
  Listener,
  LoadBalancer,
  TargetGroup,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { DBInstance } from '@aws-sdk/client-rds';

/** What AWS and the API answered, once, as they worded it; secrets are blotted out when it is gathered. */
export interface Facts {
  readonly account: string;
  readonly region: string;
  /** Where it is not AWS that answered. */
  readonly endpoint?: string;
  /** ISO 8601. */
  readonly takenAt: string;
  /** What the search began with, for saying that nothing was found: `cluster/service`, or a load balancer's name. */
  readonly looked: string;
  /** The load balancer that was asked for by its name. */
  readonly lookedAlb?: string;
  readonly service?: Service;
  readonly taskDefinition?: TaskDefinition;
  /** The container behind the load balancer; values of its environment that may be secret read `********`. */
  readonly container?: ContainerDefinition;
  /** The port that the service's load balancer calls. */
  readonly containerPort?: number;
  /** Running first, then those that stopped of late. */
  readonly tasks: readonly Task[];
  readonly repository?: Repository;
  /** The image that the task definition names, when it is in the repository. */
  readonly image?: ImageDetail;
  readonly loadBalancer?: LoadBalancer;
  readonly listeners: readonly Listener[];
  readonly targetGroup?: TargetGroup;
  readonly targets: readonly TargetHealthDescription[];
  readonly scalableTarget?: ScalableTarget;
  readonly policies: readonly ScalingPolicy[];
  readonly alarms: readonly MetricAlarm[];
  /** Newest first. */
  readonly activities: readonly ScalingActivity[];
  readonly database?: DBInstance;
  readonly network: Network;
  readonly api: ApiFacts;
  /** Calls that AWS did not allow us, as `service:Operation`. */
  readonly refused: readonly string[];
}

/** The VPC of the load balancer and of the tasks. */
export interface Network {
  readonly vpc?: Vpc;
  readonly subnets: readonly Subnet[];
  readonly routeTables: readonly RouteTable[];
  readonly internetGateways: readonly InternetGateway[];
  readonly natGateways: readonly NatGateway[];
  readonly addresses: readonly Address[];
  readonly securityGroups: readonly SecurityGroup[];
  readonly endpoints: readonly VpcEndpoint[];
}

/** One request to the API and its answer, as evidence. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly sent?: string;
  /** Absent when there was no answer: then `reason` says why. */
  readonly status?: number;
  readonly reason?: string;
  /** Its first 2000 characters. */
  readonly body?: string;
}

/** What the API did when it was called through the load balancer. */
export interface ApiFacts {
  /** `http://dns-name`; absent without a load balancer. */
  readonly url?: string;
  readonly health?: Exchange;
  /** The form that answered: `/api/persons`, `/users` or `/persons`. */
  readonly form?: string;
  readonly tried: readonly Exchange[];
  readonly post?: Exchange;
  /** The record's id, as the API gave it. */
  readonly recordId?: string;
  readonly list?: Exchange;
  /** Whether the list showed the record that was posted. */
  readonly found: boolean;
  readonly remove?: Exchange;
  readonly removed: boolean;
  /** How many requests were sent to see who answers, and who did: by the answers' own word, else by the tasks' logs. */
  readonly requests: number;
  readonly answeredBy: readonly string[];
  readonly toldBy?: 'answer' | 'log';
  /** Whether those requests were records that the API was to refuse: others left no line in its log. */
  readonly refusals?: boolean;
}
