import type { Config } from '../config/schema.js';
import type { Ensure } from '../model/step.js';
import { step } from '../model/step.js';
import { allOf, together } from '../model/together.js';
import { elasticIp } from '../resources/ec2/elastic-ip.js';
import { internetGateway } from '../resources/ec2/internet-gateway.js';
import { natGateway } from '../resources/ec2/nat-gateway.js';
import { routeTable } from '../resources/ec2/route-table.js';
import { securityGroup } from '../resources/ec2/security-group.js';
import { subnet } from '../resources/ec2/subnet.js';
import { vpc } from '../resources/ec2/vpc.js';
import { vpcEndpoint } from '../resources/ec2/vpc-endpoint.js';
import { mysqlPort } from './ports.js';
import { zonesOf } from './zones.js';

const idOf = async (live: Promise<{ readonly id: string }>) => (await live).id;

/** Who may reach whom: everyone the load balancer, it the tasks, they the database, and nothing else. */
async function securityGroups(ensure: Ensure, vpcId: string, { loadBalancer, container }: Config) {
  const group = (key: string, description: string, ingress: { port: number; cidr?: string; fromGroupId?: string }[]) =>
    idOf(ensure(securityGroup, `${key}-security-group`, { vpcId, description, ingress }));

  const visitors = loadBalancer.allowFrom.map((cidr) => ({ port: loadBalancer.port, cidr }));
  const alb = await group('alb', 'Load balancer: from outside', visitors);
  const app = await group('app', 'Tasks: from the load balancer', [{ port: container.port, fromGroupId: alb }]);
  const db = await group('db', 'Database: from the tasks', [{ port: mysqlPort, fromGroupId: app }]);
  return { alb, app, db };
}

/** The VPC: public and private subnets over several zones, the ways out, and the walls between the parts. */
export const network = step({
  name: 'network',
  needs: {},
  async ensure({ config, ensure, surroundings }) {
    const { cidr, zones: wanted, publicCidrs, privateCidrs, natGateways } = config.network;
    const zones = await zonesOf(surroundings, wanted);
    const doors = natGateways === 'one' ? zones.slice(0, 1) : zones;

    const vpcId = await idOf(ensure(vpc, 'vpc', { cidr }));
    const subnets = (side: 'public' | 'private', cidrs: readonly string[]) =>
      together(zones, (zone, i) =>
        idOf(ensure(subnet, `${side}-subnet-${i + 1}`, { vpcId, cidr: cidrs[i] ?? '', zone })),
      );

    const [gatewayId, publicSubnetIds, privateSubnetIds, allocationIds, securityGroupIds] = await allOf(
      idOf(ensure(internetGateway, 'internet-gateway', { vpcId })),
      subnets('public', publicCidrs),
      subnets('private', privateCidrs),
      together(doors, (_, i) => idOf(ensure(elasticIp, `nat-eip-${i + 1}`, {}))),
      securityGroups(ensure, vpcId, config),
    );

    const [natGatewayIds] = await allOf(
      together(doors, (zone, i) =>
        idOf(
          ensure(natGateway, `nat-gateway-${i + 1}`, {
            subnetId: publicSubnetIds[i] ?? '',
            allocationId: allocationIds[i] ?? '',
            internetGatewayId: gatewayId,
            zone,
          }),
        ),
      ),
      ensure(routeTable, 'public-routes', { vpcId, target: gatewayId, subnetIds: publicSubnetIds }),
    );

    // One table a zone, also when all lead to one gateway: a change of `natGateways` then only turns routes.
    const routeTableIds = await together(privateSubnetIds, (subnetId, i) =>
      idOf(
        ensure(routeTable, `private-routes-${i + 1}`, {
          vpcId,
          target: natGatewayIds[i] ?? natGatewayIds[0] ?? '',
          subnetIds: [subnetId],
        }),
      ),
    );
    const serviceName = `com.amazonaws.${surroundings.region}.s3`;
    await ensure(vpcEndpoint, 's3-endpoint', { vpcId, serviceName, routeTableIds });

    return { vpcId, publicSubnetIds, privateSubnetIds, securityGroupIds };
  },
});
