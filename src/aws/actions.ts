import type { ServiceName } from './clients.js';

/** Commands that a policy can be made for, with all their options: `diagram` asks AWS only with `--live`, `plan` the prices only with `--live-prices`. */
export const policyCommands = ['up', 'plan', 'status', 'destroy', 'verify', 'report', 'diagram'] as const;

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

const all = policyCommands;
const walks = ['up', 'plan', 'status', 'destroy', 'report', 'diagram'] as const;
/** `report` grades as `verify` does, and walks besides. */
const grades = ['verify', 'report'] as const;
const up = ['up'] as const;
const down = ['destroy'] as const;
/** `up` too takes down: what is no longer asked for, and what failed before it is made anew. */
const both = ['up', 'destroy'] as const;

const grant = (service: ServiceName, by: readonly PolicyCommand[], on: Scope, calls: string, guard?: Guard): Grant => ({
  service,
  by,
  on,
  calls: calls.split(' '),
  ...(guard && { guard }),
});

/** Every call that the code makes, with the commands that make it. Tests compare it with the code and with the calls that were really sent. */
export const grants: readonly Grant[] = [
  grant('sts', all, 'everything', 'GetCallerIdentity'),
  grant('pricing', ['plan'], 'everything', 'GetProducts'),

  // Without it the limits of the account are met half-way instead of told beforehand.
  grant('quotas', ['up', 'plan'], 'everything', 'GetServiceQuota'),

  grant(
    'ec2',
    all,
    'everything',
    'DescribeAddresses DescribeInternetGateways DescribeNatGateways DescribeRouteTables DescribeSecurityGroups DescribeSubnets DescribeVpcEndpoints DescribeVpcs',
  ),
  grant('ec2', walks, 'everything', 'DescribeAvailabilityZones DescribeVpcAttribute'),
  grant('ec2', both, 'everything', 'DescribeNetworkInterfaces'),
  grant(
    'ec2',
    up,
    'ec2',
    'AllocateAddress CreateInternetGateway CreateNatGateway CreateRouteTable CreateSecurityGroup CreateSubnet CreateVpc CreateVpcEndpoint',
  ),
  grant(
    'ec2',
    up,
    'ec2',
    'AssociateRouteTable AttachInternetGateway AuthorizeSecurityGroupIngress CreateRoute CreateTags ModifyVpcAttribute ModifyVpcEndpoint ReplaceRoute ReplaceRouteTableAssociation',
    'ours',
  ),
  grant(
    'ec2',
    both,
    'ec2',
    'DeleteInternetGateway DeleteNatGateway DeleteRouteTable DeleteSecurityGroup DeleteSubnet DeleteVpc DeleteVpcEndpoints DetachInternetGateway DisassociateRouteTable ReleaseAddress RevokeSecurityGroupIngress',
    'ours',
  ),

  grant('rds', all, 'everything', 'DescribeDBInstances'),
  grant('rds', walks, 'everything', 'DescribeDBSubnetGroups ListTagsForResource'),
  grant('rds', both, 'everything', 'DescribeEvents'),
  grant(
    'rds',
    up,
    'database',
    'CreateDBInstance CreateDBSubnetGroup ModifyDBInstance ModifyDBSubnetGroup StartDBInstance',
  ),
  grant('rds', both, 'database', 'DeleteDBInstance DeleteDBSubnetGroup'),

  grant('ecr', all, 'everything', 'DescribeRepositories DescribeImages'),
  grant('ecr', walks, 'repository', 'GetLifecyclePolicy ListTagsForResource'),
  grant('ecr', ['status'], 'repository', 'DescribeImageScanFindings'),
  grant('ecr', up, 'everything', 'GetAuthorizationToken'),
  grant('ecr', up, 'repository', 'CreateRepository PutImageScanningConfiguration PutLifecyclePolicy'),
  grant('ecr', both, 'repository', 'DeleteRepository'),

  grant('ecs', all, 'everything', 'DescribeServices DescribeTaskDefinition'),
  grant('ecs', walks, 'everything', 'DescribeClusters'),
  grant('ecs', all, 'everything', 'DescribeTasks ListTasks'),
  grant('ecs', ['destroy', ...grades], 'everything', 'ListClusters ListServices'),
  grant('ecs', down, 'everything', 'ListTaskDefinitionFamilies'),
  grant('ecs', both, 'everything', 'ListTaskDefinitions'),
  grant('ecs', up, 'everything', 'CreateCluster RegisterTaskDefinition'),
  grant('ecs', both, 'everything', 'DeregisterTaskDefinition'),
  grant('ecs', both, 'task-definition', 'DeleteTaskDefinitions'),
  grant('ecs', both, 'cluster', 'DeleteCluster'),
  grant('ecs', up, 'service', 'CreateService UpdateService TagResource'),
  grant('ecs', both, 'service', 'DeleteService'),

  grant(
    'elbv2',
    all,
    'everything',
    'DescribeListeners DescribeLoadBalancers DescribeTargetGroups DescribeTargetHealth',
  ),
  grant('elbv2', walks, 'everything', 'DescribeTags DescribeTargetGroupAttributes'),
  grant(
    'elbv2',
    up,
    'balancing',
    'CreateListener CreateLoadBalancer CreateTargetGroup ModifyListener ModifyTargetGroup ModifyTargetGroupAttributes SetSecurityGroups SetSubnets',
  ),
  grant('elbv2', both, 'balancing', 'DeleteListener DeleteLoadBalancer DeleteTargetGroup'),

  grant('scaling', all, 'everything', 'DescribeScalableTargets DescribeScalingPolicies'),
  grant('scaling', grades, 'everything', 'DescribeScalingActivities'),
  grant('scaling', up, 'everything', 'PutScalingPolicy RegisterScalableTarget', 'scales-ecs'),
  grant('scaling', both, 'everything', 'DeleteScalingPolicy DeregisterScalableTarget', 'scales-ecs'),

  grant('cloudwatch', ['status'], 'everything', 'GetMetricStatistics'),
  grant('cloudwatch', grades, 'everything', 'DescribeAlarms'),

  grant('logs', walks, 'everything', 'DescribeLogGroups'),
  grant('logs', walks, 'any-log', 'ListTagsForResource'),
  grant('logs', up, 'log-group', 'CreateLogGroup PutRetentionPolicy'),
  grant('logs', both, 'log-group', 'DeleteLogGroup'),
  grant('logs', both, 'log-group', 'GetLogEvents'),
  // Of a stack made by hand, the log may have any name.
  grant('logs', grades, 'any-log', 'GetLogEvents'),

  grant('iam', walks, 'everything', 'ListRoles'),
  grant('iam', walks, 'role', 'GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies'),
  grant('iam', up, 'role', 'AttachRolePolicy CreateRole PutRolePolicy UpdateAssumeRolePolicy'),
  grant('iam', both, 'role', 'DeleteRole DeleteRolePolicy DetachRolePolicy'),
  grant('iam', up, 'linked-role', 'CreateServiceLinkedRole', 'linked-services'),

  grant('ssm', walks, 'everything', 'DescribeParameters'),
  grant('ssm', walks, 'parameter', 'ListTagsForResource'),
  grant('ssm', up, 'parameter', 'GetParameter PutParameter'),
  grant('ssm', both, 'parameter', 'DeleteParameter'),
];
