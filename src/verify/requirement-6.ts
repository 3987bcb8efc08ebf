import type { Cause, Finding } from './checklist.js';
import { consoleOf } from './console.js';
import type { Facts } from './facts.js';
import { balancerSubnets, databaseSubnets, haveAddresses, taskSubnets } from './places.js';
import { noBalancer } from './requirement-3.js';
import { because, rule, seenAs } from './ruling.js';
import { isPublic, natOf, wayOut } from './ways.js';

/** Requirement 6: subnets for the load balancer, subnets for containers and database, and a way for images to come in. */
export const judgeNetwork = (facts: Facts): readonly Finding[] => [
  judgeOuter(facts),
  judgeInner(facts),
  judgeImagePull(facts),
];

const listed = (subnets: readonly string[]) => subnets.join(', ');

/** Subnets with their zones: `subnet-1(ap-northeast-1a)`. */
const withZones = ({ network }: Facts, ids: readonly string[]) =>
  ids
    .map((id) => {
      const zone = network.subnets.find((it) => it.SubnetId === id)?.AvailabilityZone;
      return zone ? `${id}(${zone})` : id;
    })
    .join(',');

function judgeOuter(facts: Facts): Finding {
  const { network, loadBalancer } = facts;
  const subnets = balancerSubnets(facts);
  const closed = subnets.filter((it) => !isPublic(network, it));
  const look = {
    seen: seenAs({ vpc: network.vpc?.VpcId, subnets: withZones(facts, subnets) }),
    source: [
      'elasticloadbalancing:DescribeLoadBalancers',
      'ec2:DescribeSubnets',
      'ec2:DescribeRouteTables',
      'ec2:DescribeInternetGateways',
    ],
    console: consoleOf(facts).subnets(network.vpc?.VpcId),
  };
  const cause = (): Cause | undefined => {
    if (!loadBalancer) return noBalancer(facts);
    return closed.length > 0 ? because('subnets-without-internet', { subnets: listed(closed) }) : undefined;
  };
  return rule('balancer-subnets', look, cause());
}

function judgeInner(facts: Facts): Finding {
  const { network, service, database, looked } = facts;
  const forTasks = taskSubnets(facts);
  const forDatabase = databaseSubnets(facts);
  const outer = balancerSubnets(facts);
  const vpc = network.vpc?.VpcId ?? '';
  const look = {
    seen: seenAs({ tasks: withZones(facts, forTasks), database: withZones(facts, forDatabase) }),
    source: ['ecs:DescribeServices', 'rds:DescribeDBInstances', 'ec2:DescribeSubnets'],
    console: consoleOf(facts).subnets(network.vpc?.VpcId),
  };
  const home = database?.DBSubnetGroup?.VpcId;
  const inside = network.subnets.map((it) => it.SubnetId);
  const strange = inside.length > 0 ? forTasks.filter((it) => !inside.includes(it)) : [];
  const shared = forTasks.filter((it) => outer.includes(it));
  const cause = (): Cause | undefined => {
    if (!service && !database) return because('no-service', { looked });
    if (home && vpc && home !== vpc) return because('other-network', { is: home, want: vpc });
    if (strange.length > 0) return because('other-network', { is: listed(strange), want: vpc });
    return shared.length > 0 ? because('subnets-shared', { subnets: listed(shared) }) : undefined;
  };
  return rule('inner-subnets', look, cause());
}

function judgeImagePull(facts: Facts): Finding {
  const { network, service, looked } = facts;
  // Of a service that is gone, its database's subnets still tell.
  const subnets = service ? taskSubnets(facts) : databaseSubnets(facts);
  const ways = subnets.map((id) => ({ id, way: wayOut(network, id) }));
  const gateways = [...new Set(ways.flatMap(({ way }) => way?.NatGatewayId ?? way?.GatewayId ?? []))];
  const nats = network.natGateways.filter((it) => gateways.includes(it.NatGatewayId ?? ''));
  const addresses = nats.flatMap((it) => (it.NatGatewayAddresses ?? []).flatMap((by) => by.PublicIp ?? []));
  const look = {
    seen: seenAs({
      '0.0.0.0/0': gateways.join(','),
      eip: addresses.join(','),
      'public-ip': haveAddresses(facts) ? 'ENABLED' : undefined,
    }),
    source: [
      'ecs:DescribeServices',
      'ec2:DescribeRouteTables',
      'ec2:DescribeNatGateways',
      'ec2:DescribeAddresses',
      'ec2:DescribeInternetGateways',
    ],
    console: consoleOf(facts).routeTables(network.vpc?.VpcId),
  };
  if (subnets.length === 0) return rule('image-pull', look, because('no-service', { looked }));
  return rule('image-pull', look, pullCause(facts, ways));
}

/** Why a task cannot reach the registries, in the order in which one would look. */
function pullCause(facts: Facts, ways: readonly { readonly id: string; readonly way: ReturnType<typeof wayOut> }[]) {
  const { network } = facts;
  const of = (fits: (it: (typeof ways)[number]) => boolean) => ways.filter(fits).map((it) => it.id);
  const without = of(({ way }) => !way);
  if (without.length > 0) return because('no-way-out', { subnets: listed(without) });
  const direct = of(({ id, way }) => way?.GatewayId !== undefined && (!haveAddresses(facts) || !isPublic(network, id)));
  if (direct.length > 0) return because('no-public-address', { subnets: listed(direct) });
  const through = ways.filter(({ way }) => way?.GatewayId === undefined);
  const gone = through.filter(({ way }) => way && !natOf(network, way));
  const names = (ids: readonly (string | undefined)[]) => [...new Set(ids)].filter(Boolean).join(', ');
  if (gone.length > 0) return because('nat-gone', { gateways: names(gone.map(({ way }) => way?.NatGatewayId)) });
  const nats = through.flatMap(({ way }) => (way && natOf(network, way)) ?? []);
  const bare = nats.filter(
    (it) => it.ConnectivityType === 'private' || !it.NatGatewayAddresses?.some((by) => by.PublicIp || by.AllocationId),
  );
  if (bare.length > 0) return because('nat-without-address', { gateways: names(bare.map((it) => it.NatGatewayId)) });
  const inside = nats.filter((it) => !isPublic(network, it.SubnetId ?? ''));
  if (inside.length === 0) return undefined;
  return because('nat-not-public', {
    gateways: names(inside.map((it) => it.NatGatewayId)),
    subnets: names(inside.map((it) => it.SubnetId)),
  });
}
