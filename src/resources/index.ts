import type { AnyResource } from '../model/resource.js';
import { elasticIp } from './ec2/elastic-ip.js';
import { internetGateway } from './ec2/internet-gateway.js';
import { natGateway } from './ec2/nat-gateway.js';
import { routeTable } from './ec2/route-table.js';
import { securityGroup } from './ec2/security-group.js';
import { subnet } from './ec2/subnet.js';
import { vpc } from './ec2/vpc.js';
import { vpcEndpoint } from './ec2/vpc-endpoint.js';
import { image } from './ecr/image.js';
import { repository } from './ecr/repository.js';
import { cluster } from './ecs/cluster.js';
import { service } from './ecs/service.js';
import { taskDefinition } from './ecs/task-definition.js';
import { listener } from './elbv2/listener.js';
import { loadBalancer } from './elbv2/load-balancer.js';
import { targetGroup } from './elbv2/target-group.js';
import { role } from './iam/role.js';
import { serviceLinkedRole } from './iam/service-linked-role.js';
import { logGroup } from './logs/log-group.js';
import { dbInstance } from './rds/db-instance.js';
import { dbSubnetGroup } from './rds/db-subnet-group.js';
import { scalingPolicy } from './scaling/policy.js';
import { scalableTarget } from './scaling/scalable-target.js';
import { parameter } from './ssm/parameter.js';

/** Every kind of resource, in the order in which a stack makes them. */
export const kinds: readonly AnyResource[] = [
  vpc,
  internetGateway,
  subnet,
  elasticIp,
  natGateway,
  routeTable,
  vpcEndpoint,
  securityGroup,
  parameter,
  dbSubnetGroup,
  dbInstance,
  repository,
  image,
  serviceLinkedRole,
  cluster,
  logGroup,
  role,
  taskDefinition,
  loadBalancer,
  targetGroup,
  listener,
  service,
  scalableTarget,
  scalingPolicy,
];

const byType = new Map(kinds.map((it) => [it.type, it]));

/** The kind of a journal entry; an entry of a kind that this version does not know is a defect of ours. */
export function kindOf(type: string): AnyResource {
  const kind = byType.get(type);
  if (!kind) throw new Error(`no resource kind «${type}»`);
  return kind;
}
