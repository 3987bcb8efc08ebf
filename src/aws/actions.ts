import type { ServiceName } from './clients.js';

/** Commands that a policy can be made for; the others are known under one of these (`report` and `diagram` ask what `verify` asks). */
export const policyCommands = ['up', 'plan', 'status', 'destroy', 'verify'] as const;

export type PolicyCommand = (typeof policyCommands)[number];

/** What an action may be used on; `policy.ts` writes it as ARNs of a stack. */
export type Scope =
  /** All there is: readers, and actions that know no resources. */
  | 'everything'
  | 'ec2'
  | 'database'
  | 'repository'
  | 'cluster'
  | 'service'
  | 'task-definition'
  | 'balancing'
  | 'alarm'
  | 'log-group'
  | 'any-log'
  | 'role'
  | 'parameter'
  | 'linked-role';

/** What must be so besides; `policy.ts` writes it as IAM conditions. */
export type Guard =
  /** The resource bears the stack's tag. */
  | 'ours'
  /** EC2 tags only while it creates. */
  | 'while-creating'
  | 'passed-to-tasks'
  | 'linked-services'
  | 'scales-ecs';

/** Calls of one service that are allowed alike. */
export interface Grant {
  readonly service: ServiceName;
  /** As the SDK names them, without `Command`. */
  readonly calls: readonly string[];
  readonly by: readonly PolicyCommand[];
  readonly on: Scope;
  readonly guard?: Guard;
}

/** An action that AWS demands although no call of ours bears its name. */
export interface Companion {
  readonly actions: readonly string[];
  readonly by: readonly PolicyCommand[];
  readonly on: Scope;
  readonly guard?: Guard;
  readonly because: string;
}

const all = policyCommands;
const walks = ['up', 'plan', 'status', 'destroy'] as const;
const up = ['up'] as const;
const down = ['destroy'] as const;
/** `up` too takes down: what is no longer asked for, and what failed before it is made anew. */
const both = ['up', 'destroy'] as const;

const words = (text: string): readonly string[] => text.split(/\s+/);

/** Every call that the code makes, with the commands that make it. Tests compare it with the code and with the calls that were really sent. */
export const grants: readonly Grant[] = [
  { service: 'sts', calls: ['GetCallerIdentity'], by: all, on: 'everything' },

  {
    service: 'ec2',
    calls: words(
      'DescribeAddresses DescribeInternetGateways DescribeNatGateways DescribeRouteTables DescribeSecurityGroups DescribeSubnets DescribeVpcEndpoints DescribeVpcs',
    ),
    by: all,
    on: 'everything',
  },
  { service: 'ec2', calls: ['DescribeAvailabilityZones', 'DescribeVpcAttribute'], by: walks, on: 'everything' },
  { service: 'ec2', calls: ['DescribeNetworkInterfaces'], by: both, on: 'everything' },
  {
    service: 'ec2',
    calls: words(
      'AllocateAddress CreateInternetGateway CreateNatGateway CreateRouteTable CreateSecurityGroup CreateSubnet CreateVpc CreateVpcEndpoint',
    ),
    by: up,
    on: 'ec2',
  },
  {
    service: 'ec2',
    calls: words(
      'AssociateRouteTable AttachInternetGateway AuthorizeSecurityGroupIngress CreateRoute ModifyVpcAttribute ModifyVpcEndpoint ReplaceRoute ReplaceRouteTableAssociation',
    ),
    by: up,
    on: 'ec2',
    guard: 'ours',
  },
  {
    service: 'ec2',
    calls: words(
      'DeleteInternetGateway DeleteNatGateway DeleteRouteTable DeleteSecurityGroup DeleteSubnet DeleteVpc DeleteVpcEndpoints DetachInternetGateway DisassociateRouteTable ReleaseAddress RevokeSecurityGroupIngress',
    ),
    by: both,
    on: 'ec2',
    guard: 'ours',
  },

  { service: 'rds', calls: ['DescribeDBInstances'], by: all, on: 'everything' },
  { service: 'rds', calls: ['DescribeDBSubnetGroups', 'ListTagsForResource'], by: walks, on: 'everything' },
  { service: 'rds', calls: ['DescribeEvents'], by: both, on: 'everything' },
  {
    service: 'rds',
    calls: words('CreateDBInstance CreateDBSubnetGroup ModifyDBInstance ModifyDBSubnetGroup StartDBInstance'),
    by: up,
    on: 'database',
  },
  { service: 'rds', calls: ['DeleteDBInstance', 'DeleteDBSubnetGroup'], by: both, on: 'database' },

  { service: 'ecr', calls: ['DescribeRepositories', 'DescribeImages'], by: all, on: 'everything' },
  { service: 'ecr', calls: ['GetLifecyclePolicy', 'ListTagsForResource'], by: walks, on: 'repository' },
  { service: 'ecr', calls: ['DescribeImageScanFindings'], by: ['status'], on: 'repository' },
  { service: 'ecr', calls: ['GetAuthorizationToken'], by: up, on: 'everything' },
  {
    service: 'ecr',
    calls: ['CreateRepository', 'PutImageScanningConfiguration', 'PutLifecyclePolicy'],
    by: up,
    on: 'repository',
  },
  { service: 'ecr', calls: ['DeleteRepository'], by: both, on: 'repository' },

  { service: 'ecs', calls: ['DescribeServices', 'DescribeTaskDefinition'], by: all, on: 'everything' },
  { service: 'ecs', calls: ['DescribeClusters'], by: walks, on: 'everything' },
  { service: 'ecs', calls: ['DescribeTasks', 'ListTasks'], by: all, on: 'everything' },
  { service: 'ecs', calls: ['ListClusters', 'ListServices'], by: ['destroy', 'verify'], on: 'everything' },
  { service: 'ecs', calls: ['ListTaskDefinitionFamilies'], by: down, on: 'everything' },
  { service: 'ecs', calls: ['ListTaskDefinitions'], by: both, on: 'everything' },
  { service: 'ecs', calls: ['CreateCluster', 'RegisterTaskDefinition'], by: up, on: 'everything' },
  { service: 'ecs', calls: ['DeregisterTaskDefinition'], by: both, on: 'everything' },
  { service: 'ecs', calls: ['DeleteTaskDefinitions'], by: both, on: 'task-definition' },
  { service: 'ecs', calls: ['DeleteCluster'], by: both, on: 'cluster' },
  { service: 'ecs', calls: ['CreateService', 'UpdateService', 'TagResource'], by: up, on: 'service' },
  { service: 'ecs', calls: ['DeleteService'], by: both, on: 'service' },

  {
    service: 'elbv2',
    calls: ['DescribeListeners', 'DescribeLoadBalancers', 'DescribeTargetGroups', 'DescribeTargetHealth'],
    by: all,
    on: 'everything',
  },
  { service: 'elbv2', calls: ['DescribeTags', 'DescribeTargetGroupAttributes'], by: walks, on: 'everything' },
  {
    service: 'elbv2',
    calls: words(
      'CreateListener CreateLoadBalancer CreateTargetGroup ModifyListener ModifyTargetGroup ModifyTargetGroupAttributes SetSecurityGroups SetSubnets',
    ),
    by: up,
    on: 'balancing',
  },
  {
    service: 'elbv2',
    calls: ['DeleteListener', 'DeleteLoadBalancer', 'DeleteTargetGroup'],
    by: both,
    on: 'balancing',
  },

  {
    service: 'scaling',
    calls: ['DescribeScalableTargets', 'DescribeScalingPolicies'],
    by: all,
    on: 'everything',
  },
  { service: 'scaling', calls: ['DescribeScalingActivities'], by: ['verify'], on: 'everything' },
  {
    service: 'scaling',
    calls: ['PutScalingPolicy', 'RegisterScalableTarget'],
    by: up,
    on: 'everything',
    guard: 'scales-ecs',
  },
  {
    service: 'scaling',
    calls: ['DeleteScalingPolicy', 'DeregisterScalableTarget'],
    by: both,
    on: 'everything',
    guard: 'scales-ecs',
  },

  { service: 'cloudwatch', calls: ['GetMetricStatistics'], by: ['status'], on: 'everything' },
  { service: 'cloudwatch', calls: ['DescribeAlarms'], by: ['verify'], on: 'everything' },

  { service: 'logs', calls: ['DescribeLogGroups'], by: walks, on: 'everything' },
  { service: 'logs', calls: ['ListTagsForResource'], by: walks, on: 'any-log' },
  { service: 'logs', calls: ['CreateLogGroup', 'PutRetentionPolicy'], by: up, on: 'log-group' },
  { service: 'logs', calls: ['DeleteLogGroup'], by: both, on: 'log-group' },
  { service: 'logs', calls: ['GetLogEvents'], by: both, on: 'log-group' },
  // Of a stack made by hand, the log may have any name.
  { service: 'logs', calls: ['GetLogEvents'], by: ['verify'], on: 'any-log' },

  { service: 'iam', calls: ['ListRoles'], by: walks, on: 'everything' },
  {
    service: 'iam',
    calls: ['GetRole', 'GetRolePolicy', 'ListAttachedRolePolicies', 'ListRolePolicies'],
    by: walks,
    on: 'role',
  },
  {
    service: 'iam',
    calls: ['AttachRolePolicy', 'CreateRole', 'PutRolePolicy', 'UpdateAssumeRolePolicy'],
    by: up,
    on: 'role',
  },
  { service: 'iam', calls: ['DeleteRole', 'DeleteRolePolicy', 'DetachRolePolicy'], by: both, on: 'role' },
  { service: 'iam', calls: ['CreateServiceLinkedRole'], by: up, on: 'linked-role', guard: 'linked-services' },

  { service: 'ssm', calls: ['DescribeParameters'], by: walks, on: 'everything' },
  { service: 'ssm', calls: ['ListTagsForResource'], by: walks, on: 'parameter' },
  { service: 'ssm', calls: ['GetParameter', 'PutParameter'], by: up, on: 'parameter' },
  { service: 'ssm', calls: ['DeleteParameter'], by: both, on: 'parameter' },
];

/** What AWS asks for beside the calls (aws-behaviour.md section 8). */
export const companions: readonly Companion[] = [
  {
    actions: ['ec2:CreateTags'],
    by: up,
    on: 'ec2',
    guard: 'while-creating',
    because: 'EC2 resources are created with their tags',
  },
  { actions: ['rds:AddTagsToResource'], by: both, on: 'database', because: 'created with tags, as is a last snapshot' },
  { actions: ['rds:CreateDBSnapshot'], by: down, on: 'database', because: '`onDestroy: snapshot` of DeleteDBInstance' },
  {
    actions: words(
      'ecr:TagResource ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:CompleteLayerUpload ecr:GetDownloadUrlForLayer ecr:InitiateLayerUpload ecr:PutImage ecr:UploadLayerPart',
    ),
    by: up,
    on: 'repository',
    because: 'the image is pushed over the registry’s own HTTP API',
  },
  {
    actions: ['ecr:BatchDeleteImage'],
    by: both,
    on: 'repository',
    because: 'DeleteRepository with force takes the images along',
  },
  {
    actions: ['ecs:TagResource'],
    by: up,
    on: 'cluster',
    because: 'clusters are created with tags',
  },
  {
    actions: ['ecs:TagResource'],
    by: up,
    on: 'task-definition',
    because: 'task definitions are registered with tags',
  },
  { actions: ['elasticloadbalancing:AddTags'], by: up, on: 'balancing', because: 'created with tags' },
  {
    actions: ['application-autoscaling:TagResource', 'application-autoscaling:ListTagsForResource'],
    by: up,
    on: 'everything',
    because: 'the scalable target is registered with tags',
  },
  {
    actions: ['cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms'],
    by: up,
    on: 'alarm',
    because: 'PutScalingPolicy makes its alarms in the name of its caller',
  },
  {
    actions: ['cloudwatch:DeleteAlarms'],
    by: down,
    on: 'alarm',
    because: 'DeleteScalingPolicy takes its alarms along',
  },
  {
    actions: ['cloudwatch:DescribeAlarms'],
    by: both,
    on: 'everything',
    because: 'asked for with PutScalingPolicy and DeleteScalingPolicy',
  },
  { actions: ['logs:TagResource'], by: up, on: 'log-group', because: 'created with tags' },
  { actions: ['iam:TagRole'], by: up, on: 'role', because: 'created with tags' },
  {
    actions: ['iam:PassRole'],
    by: up,
    on: 'role',
    guard: 'passed-to-tasks',
    because: 'RegisterTaskDefinition hands roles to the tasks',
  },
  { actions: ['ssm:AddTagsToResource'], by: up, on: 'parameter', because: 'created with tags' },
];
