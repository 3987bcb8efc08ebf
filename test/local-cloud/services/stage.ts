import { CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as ec2 from '@aws-sdk/client-ec2';
import { CreateRepositoryCommand } from '@aws-sdk/client-ecr';
import * as ecs from '@aws-sdk/client-ecs';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { AttachRolePolicyCommand, CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import {
  createSimulatedPlane,
  type SimulatedApp,
  type SimulatedPlane,
} from '../../../src/local-cloud/simulated-plane.js';
import type { Delay, Weather } from '../../../src/local-cloud/weather.js';
import { makeCloud } from '../../support/cloud.js';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** A weather in which only some things take time, in seconds. */
export const slow = (seconds: Partial<Record<Delay, number>>): Weather => ({
  delay: (what) => (seconds[what] ?? 0) * 1000,
});

/** A cloud over a simulated plane, with a way to let its time pass. */
export function makeWorld(options: { weather?: Weather; app?: Partial<SimulatedApp> } = {}) {
  const cloud = makeCloud({
    plane: (now) => createSimulatedPlane({ now, ...(options.app && { app: options.app }) }),
    ...(options.weather && { weather: options.weather }),
  });
  const plane = cloud.world.plane as SimulatedPlane;
  return {
    ...cloud,
    plane,
    /** Lets seconds pass, five at a time, as the timer of a running cloud would. */
    async pass(seconds: number, step = 5) {
      for (let gone = 0; gone < seconds; gone += step) {
        await cloud.clock.advance(step * 1000);
        cloud.cloud.tick();
      }
    },
  };
}

/** A VPC with two public and two private subnets behind a NAT gateway, and one security group for all, which lets in its own and, at port 80, everybody. */
export async function makeVpc(cloud: Pick<ReturnType<typeof makeWorld>, 'ec2'>) {
  const send = cloud.ec2;
  const VpcId = (await send.send(new ec2.CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc!.VpcId!;
  const InternetGatewayId = (await send.send(new ec2.CreateInternetGatewayCommand({}))).InternetGateway!
    .InternetGatewayId!;
  await send.send(new ec2.AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
  const subnet = async (third: number, letter: string) => {
    const input = { VpcId, CidrBlock: `10.0.${third}.0/24`, AvailabilityZone: `ap-northeast-1${letter}` };
    return (await send.send(new ec2.CreateSubnetCommand(input))).Subnet!.SubnetId!;
  };
  const publicSubnets = [await subnet(0, 'a'), await subnet(1, 'c')];
  const privateSubnets = [await subnet(10, 'a'), await subnet(11, 'c')];
  const table = async (subnets: string[]) => {
    const RouteTableId = (await send.send(new ec2.CreateRouteTableCommand({ VpcId }))).RouteTable!.RouteTableId!;
    for (const SubnetId of subnets) await send.send(new ec2.AssociateRouteTableCommand({ RouteTableId, SubnetId }));
    return RouteTableId;
  };
  const DestinationCidrBlock = '0.0.0.0/0';
  const publicTable = await table(publicSubnets);
  await send.send(
    new ec2.CreateRouteCommand({ RouteTableId: publicTable, DestinationCidrBlock, GatewayId: InternetGatewayId }),
  );
  const { AllocationId } = await send.send(new ec2.AllocateAddressCommand({ Domain: 'vpc' }));
  const nat = await send.send(
    new ec2.CreateNatGatewayCommand({ SubnetId: publicSubnets[0]!, AllocationId: AllocationId! }),
  );
  const NatGatewayId = nat.NatGateway!.NatGatewayId!;
  const privateTable = await table(privateSubnets);
  await send.send(new ec2.CreateRouteCommand({ RouteTableId: privateTable, DestinationCidrBlock, NatGatewayId }));
  const group = await send.send(new ec2.CreateSecurityGroupCommand({ VpcId, GroupName: 'all', Description: 'all' }));
  const GroupId = group.GroupId!;
  const IpPermissions = [
    { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId }] },
    { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
  ];
  await send.send(new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  return { vpcId: VpcId, publicSubnets, privateSubnets, privateTable, groupId: GroupId };
}

/** Everything a service needs, up to its listener: what is returned is what CreateService and the failure stories take. */
export async function makeStage(options: Parameters<typeof makeWorld>[0] & { healthPath?: string } = {}) {
  const cloud = makeWorld(options);
  const vpc = await makeVpc(cloud);
  const { plane, world } = cloud;
  const makeCluster = () => cloud.ecs.send(new ecs.CreateClusterCommand({ clusterName: 'demo' }));
  // The first use of ECS fails and makes its role, which has not to spread, whatever the weather.
  await makeCluster().catch(() => {});
  const role = await cloud.iam.send(new CreateRoleCommand({ RoleName: 'exec', AssumeRolePolicyDocument: TRUST }));
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy';
  await cloud.iam.send(new AttachRolePolicyCommand({ RoleName: 'exec', PolicyArn }));
  const Statement = [{ Effect: 'Allow', Action: 'ssm:GetParameters', Resource: world.arn('ssm', 'parameter/demo/*') }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await cloud.iam.send(new PutRolePolicyCommand({ RoleName: 'exec', PolicyName: 'secrets', PolicyDocument }));
  await cloud.logs.send(new CreateLogGroupCommand({ logGroupName: '/demo' }));
  await cloud.ssm.send(new PutParameterCommand({ Name: '/demo/password', Value: 'secret', Type: 'SecureString' }));
  await cloud.ecr.send(new CreateRepositoryCommand({ repositoryName: 'api' }));
  plane.pushImage('api', { tags: ['v1'] });
  await makeCluster();

  const balancer = await cloud.elbv2.send(
    new elb.CreateLoadBalancerCommand({ Name: 'demo', Subnets: vpc.publicSubnets, SecurityGroups: [vpc.groupId] }),
  );
  const loadBalancerArn = balancer.LoadBalancers![0]!.LoadBalancerArn!;
  const created = await cloud.elbv2.send(
    new elb.CreateTargetGroupCommand({
      Name: 'demo',
      Protocol: 'HTTP',
      Port: 8080,
      VpcId: vpc.vpcId,
      TargetType: 'ip',
      HealthCheckPath: options.healthPath ?? '/health',
      HealthCheckIntervalSeconds: 10,
      HealthyThresholdCount: 2,
    }),
  );
  const targetGroupArn = created.TargetGroups![0]!.TargetGroupArn!;
  await cloud.elbv2.send(
    new elb.ModifyTargetGroupAttributesCommand({
      TargetGroupArn: targetGroupArn,
      Attributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '15' }],
    }),
  );
  const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn: targetGroupArn }];
  const listener = await cloud.elbv2.send(
    new elb.CreateListenerCommand({ LoadBalancerArn: loadBalancerArn, Port: 80, Protocol: 'HTTP', DefaultActions }),
  );

  const definition = (changes: Partial<ecs.ContainerDefinition> = {}) =>
    new ecs.RegisterTaskDefinitionCommand({
      family: 'api',
      networkMode: 'awsvpc',
      requiresCompatibilities: ['FARGATE'],
      cpu: '256',
      memory: '512',
      executionRoleArn: role.Role!.Arn!,
      containerDefinitions: [
        {
          name: 'api',
          image: `${plane.registry.host}/api:v1`,
          portMappings: [{ containerPort: 8080 }],
          secrets: [{ name: 'DB_PASSWORD', valueFrom: world.arn('ssm', 'parameter/demo/password') }],
          logConfiguration: {
            logDriver: 'awslogs',
            options: { 'awslogs-group': '/demo', 'awslogs-region': world.region, 'awslogs-stream-prefix': 'api' },
          },
          ...changes,
        },
      ],
    });

  const service = {
    cluster: 'demo',
    serviceName: 'api',
    taskDefinition: 'api',
    desiredCount: 2,
    launchType: 'FARGATE' as const,
    networkConfiguration: { awsvpcConfiguration: { subnets: vpc.privateSubnets, securityGroups: [vpc.groupId] } },
    loadBalancers: [{ targetGroupArn, containerName: 'api', containerPort: 8080 }],
    healthCheckGracePeriodSeconds: 60,
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
  };

  return {
    ...cloud,
    ...vpc,
    loadBalancerArn,
    dnsName: balancer.LoadBalancers![0]!.DNSName!,
    targetGroupArn,
    listenerArn: listener.Listeners![0]!.ListenerArn!,
    executionRole: 'exec',
    service,
    definition,
    /** Registers the task definition and creates the service. */
    async start(
      changes: Partial<ecs.ContainerDefinition> = {},
      serviceChanges: Partial<ecs.CreateServiceCommandInput> = {},
    ) {
      await cloud.ecs.send(definition(changes));
      await cloud.ecs.send(new ecs.CreateServiceCommand({ ...service, ...serviceChanges }));
    },
    /** The service as it is described now. */
    async look() {
      const { services } = await cloud.ecs.send(
        new ecs.DescribeServicesCommand({ cluster: 'demo', services: ['api'] }),
      );
      return services![0]!;
    },
    /** The service's tasks of a desired status. */
    async tasks(desiredStatus: ecs.DesiredStatus = 'RUNNING') {
      const { taskArns } = await cloud.ecs.send(
        new ecs.ListTasksCommand({ cluster: 'demo', serviceName: 'api', desiredStatus }),
      );
      if (taskArns!.length === 0) return [];
      return (await cloud.ecs.send(new ecs.DescribeTasksCommand({ cluster: 'demo', tasks: taskArns }))).tasks!;
    },
    /** The states of all targets. */
    async targets() {
      const { TargetHealthDescriptions } = await cloud.elbv2.send(
        new elb.DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn }),
      );
      return TargetHealthDescriptions!.map(({ TargetHealth }) => TargetHealth!.State!).sort();
    },
  };
}
