import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeRouteTablesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const region = 'ap-northeast-1';

/** Makes what stories of other services stand on: a VPC with the way out, two subnets and a security group. */
export async function makeNetwork(endpoint: string) {
  const ec2 = new EC2Client({ endpoint, region, credentials });
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const VpcId = Vpc?.VpcId ?? '';
  const subnets: string[] = [];
  for (const [zone, CidrBlock] of [
    ['a', '10.0.0.0/24'],
    ['c', '10.0.1.0/24'],
  ]) {
    const AvailabilityZone = `ap-northeast-1${zone}`;
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone }));
    subnets.push(Subnet?.SubnetId ?? '');
  }
  const { InternetGateway } = await ec2.send(new CreateInternetGatewayCommand({}));
  const GatewayId = InternetGateway?.InternetGatewayId;
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: GatewayId, VpcId }));
  const { RouteTables } = await ec2.send(
    new DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }] }),
  );
  const RouteTableId = RouteTables?.[0]?.RouteTableId;
  await ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', GatewayId }));
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({ GroupName: 'one', Description: 'd', VpcId }),
  );
  return { vpc: VpcId, subnets, group: GroupId };
}

/** Puts a load balancer with a listener into such a network; gives the ARN of its target group. */
export async function makeTargets(endpoint: string, { vpc, subnets, group }: Awaited<ReturnType<typeof makeNetwork>>) {
  const elbv2 = new ElasticLoadBalancingV2Client({ endpoint, region, credentials });
  const { LoadBalancers } = await elbv2.send(
    new CreateLoadBalancerCommand({ Name: 'b', Subnets: subnets, SecurityGroups: [group] }),
  );
  const { TargetGroups } = await elbv2.send(
    new CreateTargetGroupCommand({ Name: 't', Protocol: 'HTTP', Port: 80, TargetType: 'ip', VpcId: vpc }),
  );
  const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? '';
  // Its time is real here.
  const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '0' }];
  await elbv2.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
  await elbv2.send(
    new CreateListenerCommand({
      LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }),
  );
  return TargetGroupArn;
}
