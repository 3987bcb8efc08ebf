import type { Difference } from './comparison.js';

/** Why the local cloud answers otherwise than moto, and where that is written. */
export interface Explained {
  readonly operation: string;
  /** The member; `!` is the refusal itself. */
  readonly path: string;
  /** Who has it: both have it, but not the same. */
  readonly who: Difference['who'];
  readonly because: string;
}

const runsNothing = 'moto runs no tasks, so it has none to list, no targets and no metrics (moto.md, ECS service)';
const sparse = 'moto leaves it out of its answers (moto.md, row of the ECS members that are missing in answers)';
const deleted =
  'moto leaves counts and deployments of a deleted service as they were; AWS stops the tasks first (aws-behaviour.md 1c, ECS service)';
const linkedNames =
  'moto makes the name from the service; AWS has AWSServiceRoleForECS, …ForRDS, …ForElasticLoadBalancing (aws-behaviour.md 1a, service-linked role; IAM user guide)';
const endpointGone =
  'moto goes on listing deleted endpoints; on AWS they are InvalidVpcEndpointId.NotFound (aws-behaviour.md 1c, S3 endpoint)';

const policyKept =
  'moto gives a policy that is put again another ARN; on AWS that is an update of the policy (aws-behaviour.md 1a, scaling policy)';

const rows: readonly (readonly [operation: string, path: string, who: Difference['who'], because: string])[] = [
  [
    'ec2 DescribeAddresses',
    'Addresses[].NetworkInterfaceId',
    'theirs',
    'moto writes an empty element for an address without an interface; EC2 leaves it out (API_Address: present if associated)',
  ],
  [
    'ec2 DescribeVpcs',
    'Vpcs[]',
    'theirs',
    'an account of moto has a default VPC; that of the local cloud has none, as an AWS account whose default VPC was deleted',
  ],
  ['ec2 DescribeVpcEndpoints', 'VpcEndpoints[]', 'theirs', endpointGone],
  ['ec2 DescribeVpcEndpoints', '!', 'ours', endpointGone],
  ['iam CreateServiceLinkedRole', 'Role.RoleName', 'both', linkedNames],
  ['iam ListRoles', 'Roles[]', 'ours', linkedNames],
  ['iam ListRoles', 'Roles[]', 'theirs', linkedNames],
  ['ssm DescribeParameters', 'Parameters[].ARN', 'ours', 'moto does not know the member; API_ParameterMetadata has it'],
  [
    'rds DescribeDBInstances',
    'DBInstances[].EngineVersion',
    'both',
    'moto keeps the 8.4 that was asked for; RDS answers with the full version (User Guide, MySQL minor versions)',
  ],
  [
    'elbv2 DescribeTargetGroupAttributes',
    'Attributes[]',
    'ours',
    'moto knows six of the attributes of API_TargetGroupAttribute',
  ],
  [
    'elbv2 DescribeTargetGroupAttributes',
    'Attributes[]',
    'theirs',
    'waf.fail_open.enabled is an attribute of load balancers (API_LoadBalancerAttribute), not of target groups',
  ],
  ['elbv2 DescribeTargetHealth', 'TargetHealthDescriptions[]', 'ours', runsNothing],
  ['ecs DescribeServices', 'services[].deploymentConfiguration', 'ours', sparse],
  ['ecs DescribeServices', 'services[].healthCheckGracePeriodSeconds', 'ours', sparse],
  ['ecs DescribeServices', 'services[].enableExecuteCommand', 'ours', sparse],
  [
    'ecs DescribeServices',
    'services[].deployments[].rolloutState',
    'both',
    'moto completes a rollout at once; on AWS it is IN_PROGRESS until the tasks are healthy (aws-behaviour.md 1b, ServicesStable)',
  ],
  ['ecs DescribeServices', 'services[].deployments[].rolloutStateReason', 'both', 'as rolloutState'],
  ['ecs DescribeServices', 'services[].deployments[]', 'theirs', deleted],
  ['ecs DescribeServices', 'services[].desiredCount', 'both', deleted],
  ['ecs DescribeServices', 'services[].events[]', 'ours', runsNothing],
  ['ecs DescribeServices', 'services[].runningCount', 'both', deleted],
  ['ecs ListTasks', 'taskArns[]', 'ours', runsNothing],
  ['ecs DescribeTasks', 'tasks[]', 'ours', runsNothing],
  [
    'ecs ListClusters',
    'clusterArns[]',
    'theirs',
    'moto lists INACTIVE clusters; ListClusters has the existing ones (API_ListClusters)',
  ],
  [
    'ecs ListTaskDefinitionFamilies',
    'families[]',
    'theirs',
    'moto ignores the status; ACTIVE means families with an ACTIVE revision (API_ListTaskDefinitionFamilies)',
  ],
  ['cloudwatch GetMetricStatistics', 'Datapoints[]', 'ours', runsNothing],
  ['scaling PutScalingPolicy', 'PolicyARN', 'both', policyKept],
  ['scaling DescribeScalingPolicies', 'ScalingPolicies[].PolicyARN', 'both', policyKept],
  [
    'scaling DeregisterScalableTarget',
    '!',
    'ours',
    'the target goes with its service in the local cloud, and a second removal is ObjectNotFoundException (aws-behaviour.md 1c, scalable target; that it goes with the service is general knowledge)',
  ],
];

/** Every difference there is between the local cloud and moto 5 in the members that our code reads. */
export const explained: readonly Explained[] = rows.map(([operation, path, who, because]) => ({
  operation,
  path,
  who,
  because,
}));
