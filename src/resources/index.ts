import type { AnyResource } from '../model/resource.js';
import { elasticIp } from './ec2/elastic-ip.js';
import { internetGateway } from './ec2/internet-gateway.js';
import { natGateway } from './ec2/nat-gateway.js';
import { routeTable } from './ec2/route-table.js';
import { securityGroup } from './ec2/security-group.js';
import { subnet } from './ec2/subnet.js';
import { vpc } from './ec2/vpc.js';
import { vpcEndpoint } from './ec2/vpc-endpoint.js';
import { dbInstance } from './rds/db-instance.js';
import { dbSubnetGroup } from './rds/db-subnet-group.js';
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
];

const byType = new Map(kinds.map((it) => [it.type, it]));

/** The kind of a journal entry; an entry of a kind that this version does not know is a defect of ours. */
export function kindOf(type: string): AnyResource {
  const kind = byType.get(type);
  if (!kind) throw new Error(`no resource kind «${type}»`);
  return kind;
}
