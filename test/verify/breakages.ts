import {
  DeleteScalingPolicyCommand,
  DeregisterScalableTargetCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { DeleteAlarmsCommand, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DeleteNatGatewayCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { BatchDeleteImageCommand, DeleteRepositoryCommand } from '@aws-sdk/client-ecr';
import {
  DeleteServiceCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateTargetGroupCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  ModifyListenerCommand,
  ModifyTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { DeleteDBInstanceCommand } from '@aws-sdk/client-rds';
import { rdsSlice } from '../../src/local-cloud/services/rds/store.js';
import type { Facts } from '../../src/verify/facts.js';
import type { faultsIn, makeHealthyStack } from './stage.js';

type Stack = Awaited<ReturnType<typeof makeHealthyStack>>;

/** Something that is done to a healthy stack behind our back, and what the grading must say of it: nothing more and nothing less. */
export interface Breakage {
  readonly title: string;
  readonly break: (stack: Stack, facts: Facts) => Promise<unknown>;
  /** How long after it the grading is done, where that matters. */
  readonly minutes?: number;
  readonly faults: ReturnType<typeof faultsIn>;
}

const service = { cluster: 'demo-cluster', service: 'demo-service' };
const scaled = {
  ServiceNamespace: 'ecs',
  ScalableDimension: 'ecs:service:DesiredCount',
  ResourceId: 'service/demo-cluster/demo-service',
} as const;

/** Gives the service a new revision of its task definition. */
export async function redeploy(
  { ecs }: Stack,
  { taskDefinition }: Facts,
  change: (container: NonNullable<RegisterTaskDefinitionCommandInput['containerDefinitions']>[number]) => object,
) {
  const { family, cpu, memory, networkMode, executionRoleArn, runtimePlatform } = taskDefinition!;
  const containerDefinitions = taskDefinition!.containerDefinitions!.map((it) => ({ ...it, ...change(it) }));
  const made = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      cpu,
      memory,
      networkMode,
      executionRoleArn,
      runtimePlatform,
      requiresCompatibilities: ['FARGATE'],
      containerDefinitions,
    }),
  );
  await ecs.send(new UpdateServiceCommand({ ...service, taskDefinition: made.taskDefinition!.taskDefinitionArn! }));
}

const without = (variable: string) => (stack: Stack, facts: Facts) =>
  redeploy(stack, facts, (it) => ({
    environment: it.environment?.filter((one) => one.name !== variable),
    secrets: it.secrets?.filter((one) => one.name !== variable),
  }));

const withValue = (variable: string, value: string) => (stack: Stack, facts: Facts) =>
  redeploy(stack, facts, (it) => ({
    environment: it.environment?.map((one) => (one.name === variable ? { ...one, value } : one)),
  }));

/** Takes every rule that lets something in away from a group. */
async function close({ ec2 }: Stack, GroupId: string | undefined) {
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId!] }));
  await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions: SecurityGroups![0]!.IpPermissions }));
}

/** Takes the way out away from a subnet. */
async function dropRoute({ ec2 }: Stack, subnetId: string | undefined) {
  const Filters = [{ Name: 'association.subnet-id', Values: [subnetId!] }];
  const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
  const { RouteTableId } = RouteTables![0]!;
  await ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0' }));
}

const policy = (configuration: object) => (stack: Stack) =>
  stack.scaling.send(
    new PutScalingPolicyCommand({
      ...scaled,
      PolicyName: 'demo-cpu-policy',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 70, ...configuration },
    }),
  );

const cpu = { PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' } } as const;
const memory = {
  PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageMemoryUtilization' },
} as const;

const wired = (facts: Facts) => facts.service!.networkConfiguration!.awsvpcConfiguration!;

const outer = (facts: Facts) => facts.loadBalancer!.AvailabilityZones!.map((it) => it.SubnetId!);

const otherGroup = async ({ elbv2 }: Stack, { targetGroup }: Facts) => {
  const made = await elbv2.send(
    new CreateTargetGroupCommand({
      Name: 'other',
      Protocol: 'HTTP',
      Port: 80,
      TargetType: 'ip',
      VpcId: targetGroup!.VpcId,
    }),
  );
  return made.TargetGroups![0]!.TargetGroupArn!;
};

const silent = {
  'api-answers': 'no-listener',
  'record-post': 'no-listener',
  'record-get': 'no-listener',
  'database-connection': '− no-listener',
} as const;

export const breakages: readonly Breakage[] = [
  {
    title: 'the service is deleted',
    break: ({ ecs }) => ecs.send(new DeleteServiceCommand({ ...service, force: true })),
    faults: {
      'container-running': 'no-service',
      balancing: 'too-few-healthy',
      scaling: 'no-scalable-target',
      'min-max': 'no-scalable-target',
      'cpu-70': 'no-scalable-target',
      'api-answers': 'answers-badly',
      'record-post': 'answers-badly',
      'record-get': 'answers-badly',
      'database-connection': 'answers-badly',
    },
  },
  {
    title: 'the image is deleted',
    break: ({ ecr }, { image }) =>
      ecr.send(new BatchDeleteImageCommand({ repositoryName: 'api', imageIds: [{ imageDigest: image!.imageDigest }] })),
    faults: { 'image-registry': 'no-image' },
  },
  {
    title: 'the repository is deleted',
    break: ({ ecr }) => ecr.send(new DeleteRepositoryCommand({ repositoryName: 'api', force: true })),
    faults: { 'image-registry': 'no-repository' },
  },
  { title: 'DB_HOST is removed', break: without('DB_HOST'), faults: { 'env-db-host': 'variable-missing' } },
  {
    title: 'DB_HOST names another host',
    break: withValue('DB_HOST', 'db.example.com'),
    faults: { 'env-db-host': 'variable-differs' },
  },
  { title: 'DB_USER is removed', break: without('DB_USER'), faults: { 'env-db-user': 'variable-missing' } },
  { title: 'DB_USER is emptied', break: withValue('DB_USER', ''), faults: { 'env-db-user': 'variable-missing' } },
  { title: 'DB_PASSWORD is removed', break: without('DB_PASSWORD'), faults: { 'env-db-password': 'variable-missing' } },
  { title: 'DB_NAME is removed', break: without('DB_NAME'), faults: { 'env-db-name': 'variable-missing' } },
  { title: 'DB_NAME is another', break: withValue('DB_NAME', 'users'), faults: { 'env-db-name': 'variable-differs' } },
  {
    title: 'the load balancer is deleted',
    break: ({ elbv2 }, { loadBalancer }) =>
      elbv2.send(new DeleteLoadBalancerCommand({ LoadBalancerArn: loadBalancer!.LoadBalancerArn })),
    faults: {
      'load-balancer': 'no-load-balancer',
      balancing: 'no-load-balancer',
      'http-80': 'no-load-balancer',
      'balancer-subnets': 'no-load-balancer',
      'api-answers': 'no-load-balancer',
      'record-post': 'no-load-balancer',
      'record-get': 'no-load-balancer',
      'database-connection': '− no-load-balancer',
    },
  },
  {
    title: 'the listener is deleted',
    break: ({ elbv2 }, { listeners }) =>
      elbv2.send(new DeleteListenerCommand({ ListenerArn: listeners[0]!.ListenerArn })),
    faults: { balancing: 'no-listener', 'http-80': 'no-listener', ...silent },
  },
  {
    title: 'the listener moves to another port',
    async break({ elbv2 }, { listeners, loadBalancer, targetGroup }) {
      const { LoadBalancerArn } = loadBalancer!;
      await elbv2.send(new DeleteListenerCommand({ ListenerArn: listeners[0]!.ListenerArn }));
      const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn: targetGroup!.TargetGroupArn }];
      await elbv2.send(new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port: 8080, DefaultActions }));
    },
    // The load balancer's security group does not know that port.
    faults: { balancing: 'no-listener', 'http-80': 'no-listener', ...silent },
  },
  {
    title: 'the listener forwards to another target group',
    async break(stack, facts) {
      const TargetGroupArn = await otherGroup(stack, facts);
      const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn }];
      await stack.elbv2.send(
        new ModifyListenerCommand({ ListenerArn: facts.listeners[0]!.ListenerArn, DefaultActions }),
      );
    },
    faults: {
      balancing: 'listener-elsewhere',
      'http-80': 'listener-elsewhere',
      'api-answers': 'answers-badly',
      'record-post': 'answers-badly',
      'record-get': 'answers-badly',
      'database-connection': 'answers-badly',
    },
  },
  {
    title: "the load balancer's security group is closed",
    break: (stack, { loadBalancer }) => close(stack, loadBalancer!.SecurityGroups![0]),
    faults: {
      'http-80': 'balancer-closed',
      balancing: 'balancer-closed',
      'api-answers': 'balancer-closed',
      'record-post': 'balancer-closed',
      'record-get': 'balancer-closed',
      'database-connection': '− balancer-closed',
    },
  },
  {
    title: "the tasks' security group is closed",
    break: (stack, facts) => close(stack, wired(facts).securityGroups![0]),
    faults: {
      balancing: 'tasks-closed',
      'health-check': 'tasks-closed',
      'api-answers': 'answers-badly',
      'record-post': 'answers-badly',
      'record-get': 'answers-badly',
      'database-connection': 'answers-badly',
    },
  },
  {
    title: 'the load balancer is let out to nobody',
    async break({ ec2 }, { loadBalancer }) {
      const [GroupId] = loadBalancer!.SecurityGroups!;
      const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId!] }));
      const IpPermissions = SecurityGroups![0]!.IpPermissionsEgress;
      await ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
    },
    faults: {
      balancing: 'too-few-healthy',
      'health-check': 'health-check-fails',
      'api-answers': 'answers-badly',
      'record-post': 'answers-badly',
      'record-get': 'answers-badly',
      'database-connection': 'answers-badly',
    },
  },
  {
    title: "the database's security group is closed",
    break: (stack, { database }) => close(stack, database!.VpcSecurityGroups![0]!.VpcSecurityGroupId),
    faults: { 'database-connection': 'database-closed' },
  },
  {
    title: 'the health check asks for a path that is not there',
    break: ({ elbv2 }, { targetGroup }) =>
      elbv2.send(
        new ModifyTargetGroupCommand({ TargetGroupArn: targetGroup!.TargetGroupArn, HealthCheckPath: '/nothing' }),
      ),
    minutes: 1,
    faults: { balancing: 'too-few-healthy', 'health-check': 'health-check-fails' },
  },
  {
    title: 'the tasks run in one zone only',
    break: ({ ecs }, facts) => {
      const { subnets = [], securityGroups } = wired(facts);
      const awsvpcConfiguration = { subnets: subnets.slice(0, 1), securityGroups };
      return ecs.send(new UpdateServiceCommand({ ...service, networkConfiguration: { awsvpcConfiguration } }));
    },
    faults: { balancing: 'one-zone' },
  },
  {
    title: 'the scaling policy is deleted',
    break: ({ scaling }) => scaling.send(new DeleteScalingPolicyCommand({ ...scaled, PolicyName: 'demo-cpu-policy' })),
    faults: { scaling: 'no-scaling-policy', 'cpu-70': 'no-scaling-policy' },
  },
  {
    title: 'the scalable target is deregistered',
    break: ({ scaling }) => scaling.send(new DeregisterScalableTargetCommand(scaled)),
    faults: { scaling: 'no-scalable-target', 'min-max': 'no-scalable-target', 'cpu-70': 'no-scalable-target' },
  },
  {
    title: 'the most tasks are five',
    break: ({ scaling }) =>
      scaling.send(new RegisterScalableTargetCommand({ ...scaled, MinCapacity: 2, MaxCapacity: 5 })),
    faults: { 'min-max': 'capacity-differs' },
  },
  {
    title: 'the fewest tasks are three',
    break: ({ scaling }) =>
      scaling.send(new RegisterScalableTargetCommand({ ...scaled, MinCapacity: 3, MaxCapacity: 4 })),
    faults: { 'min-max': 'capacity-differs' },
  },
  {
    title: 'it scales at 50 percent',
    break: policy({ ...cpu, TargetValue: 50 }),
    faults: { 'cpu-70': 'cpu-target-differs' },
  },
  { title: 'it scales by memory', break: policy(memory), faults: { 'cpu-70': 'policy-not-cpu' } },
  {
    title: 'scaling out is suspended',
    break: ({ scaling }) =>
      scaling.send(
        new RegisterScalableTargetCommand({ ...scaled, SuspendedState: { DynamicScalingOutSuspended: true } }),
      ),
    faults: { scaling: 'scaling-suspended' },
  },
  {
    title: 'the alarms are deleted',
    async break({ cloudwatch }) {
      const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({}));
      await cloudwatch.send(new DeleteAlarmsCommand({ AlarmNames: MetricAlarms.map((it) => it.AlarmName!) }));
    },
    faults: { scaling: 'alarm-missing' },
  },
  {
    title: 'the database is deleted',
    break: ({ rds }, { database }) =>
      rds.send(
        new DeleteDBInstanceCommand({
          DBInstanceIdentifier: database!.DBInstanceIdentifier,
          SkipFinalSnapshot: true,
          DeleteAutomatedBackups: true,
        }),
      ),
    faults: { 'db-instance': 'no-database', 'db-engine': 'no-database', 'database-connection': 'no-database' },
  },
  {
    title: 'the database is of another engine',
    // The simulator makes MySQL only.
    break: async ({ world }) => {
      for (const it of Object.values(world.of(rdsSlice).instances)) Object.assign(it, { engine: 'mariadb' });
    },
    faults: { 'db-engine': 'engine-differs' },
  },
  {
    title: 'the public subnets lose their route',
    break: (stack, facts) => dropRoute(stack, outer(facts)[0]),
    faults: { 'balancer-subnets': 'subnets-without-internet', 'image-pull': 'nat-not-public' },
  },
  {
    title: 'a private subnet loses its route',
    break: (stack, facts) => dropRoute(stack, wired(facts).subnets![1]),
    faults: { 'image-pull': 'no-way-out' },
  },
  {
    title: 'the NAT gateway is deleted',
    break: ({ ec2 }, { network }) =>
      ec2.send(new DeleteNatGatewayCommand({ NatGatewayId: network.natGateways[0]!.NatGatewayId })),
    faults: { 'image-pull': 'nat-gone' },
  },
  {
    title: 'the tasks are put into the public subnets without public addresses',
    break: ({ ecs }, facts) => {
      const awsvpcConfiguration = { subnets: outer(facts), securityGroups: wired(facts).securityGroups };
      return ecs.send(new UpdateServiceCommand({ ...service, networkConfiguration: { awsvpcConfiguration } }));
    },
    // Later the circuit breaker has put them back.
    minutes: 1,
    faults: { 'inner-subnets': 'subnets-shared', 'image-pull': 'no-public-address' },
  },
];
