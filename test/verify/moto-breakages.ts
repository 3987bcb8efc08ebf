import {
  DeleteScalingPolicyCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateRouteCommand,
  DeleteRouteCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { DeleteServiceCommand, RegisterTaskDefinitionCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { DeleteLoadBalancerCommand, ModifyTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DeleteDBInstanceCommand } from '@aws-sdk/client-rds';
import type { Aws } from '../../src/aws/clients.js';
import type { Facts } from '../../src/verify/facts.js';
import { wayOut } from '../../src/verify/ways.js';
import type { faultsIn } from './stage.js';

/** Something that is done to a stack on moto, what the grading says of it beyond what moto has nothing for, and how it is undone. */
export interface MotoBreakage {
  readonly title: string;
  readonly break: (aws: Aws, facts: Facts) => Promise<unknown>;
  /** Absent where nothing that comes later needs it. */
  readonly mend?: (aws: Aws, facts: Facts) => Promise<unknown>;
  readonly faults: ReturnType<typeof faultsIn>;
}

const served = (facts: Facts) => ({ cluster: facts.service!.clusterArn!, service: facts.service!.serviceName! });
const scaled = (facts: Facts) => {
  const { ServiceNamespace, ScalableDimension, ResourceId } = facts.scalableTarget!;
  return { ServiceNamespace, ScalableDimension, ResourceId };
};

/** A revision without a variable, and the service on it. */
const without = (variable: string): Pick<MotoBreakage, 'break' | 'mend'> => ({
  async break({ ecs }, facts) {
    const { family, cpu, memory, networkMode, executionRoleArn, containerDefinitions = [] } = facts.taskDefinition!;
    const made = await ecs.send(
      new RegisterTaskDefinitionCommand({
        family,
        cpu,
        memory,
        networkMode,
        executionRoleArn,
        containerDefinitions: containerDefinitions.map((it) => ({
          ...it,
          environment: it.environment?.filter((one) => one.name !== variable),
          secrets: it.secrets?.filter((one) => one.name !== variable),
        })),
      }),
    );
    const { taskDefinitionArn: taskDefinition } = made.taskDefinition!;
    await ecs.send(new UpdateServiceCommand({ ...served(facts), taskDefinition }));
  },
  mend: ({ ecs }, facts) =>
    ecs.send(new UpdateServiceCommand({ ...served(facts), taskDefinition: facts.service!.taskDefinition })),
});

/** The way to the internet of some subnets, by the route table of the first. */
const withoutRoute = (subnets: (facts: Facts) => readonly string[]): Pick<MotoBreakage, 'break' | 'mend'> => {
  const table = (facts: Facts) =>
    facts.network.routeTables.find((it) => it.Associations?.some((by) => by.SubnetId === subnets(facts)[0]))!;
  const DestinationCidrBlock = '0.0.0.0/0';
  return {
    break: ({ ec2 }, facts) =>
      ec2.send(new DeleteRouteCommand({ RouteTableId: table(facts).RouteTableId, DestinationCidrBlock })),
    mend({ ec2 }, facts) {
      const { GatewayId, NatGatewayId } = wayOut(facts.network, subnets(facts)[0]!)!;
      const { RouteTableId } = table(facts);
      return ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock, GatewayId, NatGatewayId }));
    },
  };
};

const outer = ({ loadBalancer }: Facts) => loadBalancer!.AvailabilityZones!.map((it) => it.SubnetId!);
const wiring = ({ service }: Facts) => service!.networkConfiguration!.awsvpcConfiguration!;
const doorOf = ({ loadBalancer, network }: Facts) => {
  const { GroupId, IpPermissions } = network.securityGroups.find((it) =>
    loadBalancer!.SecurityGroups!.includes(it.GroupId!),
  )!;
  return { GroupId, IpPermissions };
};

/** In this order: the last ones leave less and less. moto makes no database of another engine, and holds no image. */
export const motoBreakages: readonly MotoBreakage[] = [
  { title: 'DB_HOST is removed', ...without('DB_HOST'), faults: { 'env-db-host': 'variable-missing' } },
  { title: 'DB_USER is removed', ...without('DB_USER'), faults: { 'env-db-user': 'variable-missing' } },
  { title: 'DB_PASSWORD is removed', ...without('DB_PASSWORD'), faults: { 'env-db-password': 'variable-missing' } },
  { title: 'DB_NAME is removed', ...without('DB_NAME'), faults: { 'env-db-name': 'variable-missing' } },
  {
    title: 'the door of the load balancer is closed',
    break: ({ ec2 }, facts) => ec2.send(new RevokeSecurityGroupIngressCommand(doorOf(facts))),
    mend: ({ ec2 }, facts) => ec2.send(new AuthorizeSecurityGroupIngressCommand(doorOf(facts))),
    faults: { 'http-80': 'balancer-closed' },
  },
  {
    title: 'the health check is switched off',
    break: ({ elbv2 }, { targetGroup }) =>
      elbv2.send(
        new ModifyTargetGroupCommand({ TargetGroupArn: targetGroup!.TargetGroupArn, HealthCheckEnabled: false }),
      ),
    mend: ({ elbv2 }, { targetGroup }) =>
      elbv2.send(
        new ModifyTargetGroupCommand({ TargetGroupArn: targetGroup!.TargetGroupArn, HealthCheckEnabled: true }),
      ),
    faults: { 'health-check': 'health-check-off' },
  },
  {
    title: 'scaling out is suspended',
    break: ({ scaling }, facts) =>
      scaling.send(
        new RegisterScalableTargetCommand({ ...scaled(facts), SuspendedState: { DynamicScalingOutSuspended: true } }),
      ),
    mend: ({ scaling }, facts) =>
      scaling.send(
        new RegisterScalableTargetCommand({ ...scaled(facts), SuspendedState: { DynamicScalingOutSuspended: false } }),
      ),
    faults: { scaling: 'scaling-suspended' },
  },
  {
    title: 'the fewest tasks are one',
    break: ({ scaling }, facts) =>
      scaling.send(new RegisterScalableTargetCommand({ ...scaled(facts), MinCapacity: 1 })),
    mend: ({ scaling }, facts) => scaling.send(new RegisterScalableTargetCommand({ ...scaled(facts), MinCapacity: 2 })),
    faults: { 'min-max': 'capacity-differs' },
  },
  {
    title: 'it scales at 50 percent',
    break: ({ scaling }, facts) => scaling.send(new PutScalingPolicyCommand(aimed(facts, 50))),
    mend: ({ scaling }, facts) => scaling.send(new PutScalingPolicyCommand(aimed(facts, 70))),
    faults: { 'cpu-70': 'cpu-target-differs' },
  },
  {
    title: 'the public subnets lose their route',
    ...withoutRoute(outer),
    faults: { 'balancer-subnets': 'subnets-without-internet', 'image-pull': 'nat-not-public' },
  },
  {
    title: 'a private subnet loses its route',
    ...withoutRoute((facts) => wiring(facts).subnets!),
    faults: { 'image-pull': 'no-way-out' },
  },
  {
    title: 'the tasks are put into the public subnets',
    break({ ecs }, facts) {
      const awsvpcConfiguration = { ...wiring(facts), subnets: outer(facts) };
      return ecs.send(new UpdateServiceCommand({ ...served(facts), networkConfiguration: { awsvpcConfiguration } }));
    },
    mend: ({ ecs }, facts) =>
      ecs.send(
        new UpdateServiceCommand({
          ...served(facts),
          networkConfiguration: { awsvpcConfiguration: wiring(facts) },
        }),
      ),
    faults: { 'inner-subnets': 'subnets-shared', 'image-pull': 'no-public-address' },
  },
  {
    title: 'the database is deleted',
    break: ({ rds }, { database }) =>
      rds.send(
        new DeleteDBInstanceCommand({
          DBInstanceIdentifier: database!.DBInstanceIdentifier,
          SkipFinalSnapshot: true,
        }),
      ),
    faults: { 'db-instance': 'no-database', 'db-engine': 'no-database', 'database-connection': 'no-database' },
  },
  {
    title: 'the scaling policy is deleted',
    break: ({ scaling }, facts) =>
      scaling.send(new DeleteScalingPolicyCommand({ ...scaled(facts), PolicyName: facts.policies[0]!.PolicyName })),
    faults: { scaling: 'no-scaling-policy', 'cpu-70': 'no-scaling-policy' },
  },
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
    },
  },
  {
    title: 'the service is deleted',
    break: ({ ecs }, facts) => ecs.send(new DeleteServiceCommand({ ...served(facts), force: true })),
    // Without a service nothing leads to the network, and the newest revision is one that was made above.
    faults: {
      'container-running': 'no-service',
      'env-db-name': 'variable-missing',
      balancing: 'no-target-group',
      'health-check': 'no-target-group',
      'inner-subnets': 'no-service',
      'image-pull': 'no-service',
    },
  },
];

function aimed(facts: Facts, TargetValue: number) {
  const { PolicyName, TargetTrackingScalingPolicyConfiguration: wish } = facts.policies[0]!;
  return {
    ...scaled(facts),
    PolicyName,
    PolicyType: 'TargetTrackingScaling' as const,
    TargetTrackingScalingPolicyConfiguration: { ...wish, TargetValue },
  };
}
