import { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeAddressesCommand,
  DescribeInternetGatewaysCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import {
  DescribeClustersCommand,
  ECSClient,
  ListClustersCommand,
  ListTaskDefinitionsCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import {
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  DescribeDBSubnetGroupsCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import { DescribeParametersCommand, SSMClient } from '@aws-sdk/client-ssm';

/** Everything an endpoint holds, asked through its own API, by kind; what is deleted but still listed does not count. */
export async function inventory(endpoint: string): Promise<Record<string, readonly (string | undefined)[]>> {
  const settings = {
    endpoint,
    region: 'ap-northeast-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const ec2 = new EC2Client(settings);
  const ecs = new ECSClient(settings);
  const elb = new ElasticLoadBalancingV2Client(settings);
  const rds = new RDSClient(settings);
  const gone = new Set(['deleted', 'deleting']);
  const { clusterArns = [] } = await ecs.send(new ListClustersCommand({}));
  const clusters =
    clusterArns.length > 0 ? await ecs.send(new DescribeClustersCommand({ clusters: clusterArns })) : { clusters: [] };
  return {
    vpcs: (await ec2.send(new DescribeVpcsCommand({}))).Vpcs?.map((it) => it.VpcId) ?? [],
    subnets: (await ec2.send(new DescribeSubnetsCommand({}))).Subnets?.map((it) => it.SubnetId) ?? [],
    internetGateways:
      (await ec2.send(new DescribeInternetGatewaysCommand({}))).InternetGateways?.map((it) => it.InternetGatewayId) ??
      [],
    routeTables: (await ec2.send(new DescribeRouteTablesCommand({}))).RouteTables?.map((it) => it.RouteTableId) ?? [],
    addresses: (await ec2.send(new DescribeAddressesCommand({}))).Addresses?.map((it) => it.AllocationId) ?? [],
    natGateways:
      (await ec2.send(new DescribeNatGatewaysCommand({}))).NatGateways?.filter((it) => !gone.has(it.State ?? '')).map(
        (it) => it.NatGatewayId,
      ) ?? [],
    endpoints:
      (await ec2.send(new DescribeVpcEndpointsCommand({}))).VpcEndpoints?.filter(
        (it) => !gone.has(it.State?.toLowerCase() ?? ''),
      ).map((it) => it.VpcEndpointId) ?? [],
    securityGroups:
      (await ec2.send(new DescribeSecurityGroupsCommand({}))).SecurityGroups?.map((it) => it.GroupId) ?? [],
    databases:
      (await rds.send(new DescribeDBInstancesCommand({}))).DBInstances?.map((it) => it.DBInstanceIdentifier) ?? [],
    snapshots:
      (await rds.send(new DescribeDBSnapshotsCommand({}))).DBSnapshots?.map((it) => it.DBSnapshotIdentifier) ?? [],
    subnetGroups:
      (await rds.send(new DescribeDBSubnetGroupsCommand({}))).DBSubnetGroups?.map((it) => it.DBSubnetGroupName) ?? [],
    repositories:
      (await new ECRClient(settings).send(new DescribeRepositoriesCommand({}))).repositories?.map(
        (it) => it.repositoryName,
      ) ?? [],
    clusters: clusters.clusters?.filter((it) => it.status === 'ACTIVE').map((it) => it.clusterName) ?? [],
    taskDefinitions: (await ecs.send(new ListTaskDefinitionsCommand({ status: 'ACTIVE' }))).taskDefinitionArns ?? [],
    loadBalancers:
      (await elb.send(new DescribeLoadBalancersCommand({}))).LoadBalancers?.map((it) => it.LoadBalancerName) ?? [],
    targetGroups:
      (await elb.send(new DescribeTargetGroupsCommand({}))).TargetGroups?.map((it) => it.TargetGroupName) ?? [],
    logGroups:
      (await new CloudWatchLogsClient(settings).send(new DescribeLogGroupsCommand({}))).logGroups?.map(
        (it) => it.logGroupName,
      ) ?? [],
    parameters:
      (await new SSMClient(settings).send(new DescribeParametersCommand({}))).Parameters?.map((it) => it.Name) ?? [],
    // Service-linked roles belong to the account and stay.
    roles:
      (await new IAMClient(settings).send(new ListRolesCommand({}))).Roles?.filter(
        (it) => !it.Path?.startsWith('/aws-service-role/'),
      ).map((it) => it.RoleName) ?? [],
    scalableTargets:
      (
        await new ApplicationAutoScalingClient(settings).send(
          new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }),
        )
      ).ScalableTargets?.map((it) => it.ResourceId) ?? [],
  };
}
