import { type Service, wrapOperations } from '../../service.js';
import { lookUp } from '../../world.js';
import { isReading } from './changes.js';
import { attachmentKey, hiddenKeys, routeKey, without } from './hidden.js';
import { formatBlock, parseBlock } from './ip.js';
import { isKind, need } from './kinds.js';
import { ec2Slice } from './store.js';

type Said = Record<string, unknown>;

type Told = Record<string, Said | undefined>;

const idsOf = (list: unknown): unknown[] =>
  Array.isArray(list) ? list.map((each: Said) => each.SecurityGroupRuleId) : [];

/** What each creating call leaves behind that shows late, by id or key. */
const NEWBORNS: Readonly<Record<string, (output: Told, input: Said) => unknown[]>> = {
  CreateVpc: ({ Vpc }) => [Vpc?.VpcId],
  CreateSubnet: ({ Subnet }) => [Subnet?.SubnetId],
  CreateInternetGateway: ({ InternetGateway }) => [InternetGateway?.InternetGatewayId],
  AttachInternetGateway: (_, { InternetGatewayId }) => [attachmentKey(String(InternetGatewayId))],
  AllocateAddress: ({ AllocationId }) => [AllocationId],
  CreateNatGateway: ({ NatGateway }) => [NatGateway?.NatGatewayId],
  CreateRouteTable: ({ RouteTable }) => [RouteTable?.RouteTableId],
  AssociateRouteTable: ({ AssociationId }) => [AssociationId],
  ReplaceRouteTableAssociation: ({ NewAssociationId }) => [NewAssociationId],
  CreateRoute: (_, { RouteTableId, DestinationCidrBlock }) => [
    routeKey(String(RouteTableId), formatBlock(parseBlock(String(DestinationCidrBlock))!)),
  ],
  CreateSecurityGroup: ({ GroupId }) => [GroupId],
  AuthorizeSecurityGroupIngress: ({ SecurityGroupRules }) => idsOf(SecurityGroupRules),
  AuthorizeSecurityGroupEgress: ({ SecurityGroupRules }) => idsOf(SecurityGroupRules),
  CreateVpcEndpoint: ({ VpcEndpoint }) => [VpcEndpoint?.VpcEndpointId],
};

/** Calls that have words of their own for what is not there, and change nothing before they have found it. */
const OUTSPOKEN = ['CreateRoute', 'ReplaceRoute', 'DisassociateRouteTable', 'ReplaceRouteTableAssociation'];

const mentions = (value: unknown, id: string): boolean =>
  typeof value === 'string'
    ? value === id
    : typeof value === 'object' && value !== null && Object.values(value).some((each) => mentions(each, id));

/** A route's state is that of its target as it is, whether the attachment shows or not. */
const shows = (name: string, key: string): boolean =>
  key.endsWith(attachmentKey('')) && name !== 'DescribeInternetGateways';

/**
 * EC2's eventual consistency: for a while after its creation a resource, route, association, attachment or rule is missing
 * from lists, and calls that name it are told that it does not exist. What is unique (ranges, names, destinations, rules)
 * stays so: a second create is refused nevertheless.
 */
export const withLag = (service: Service): Service =>
  wrapOperations(service, (name, operation) => (input, ctx) => {
    const { world } = ctx;
    const data = world.of(ec2Slice);
    const hidden = hiddenKeys(world).filter((key) => !shows(name, key));
    const run = () => operation(input, ctx) as Told;
    // A filter that fits nothing is no error.
    const { Filters: _, Filter: __, ...naming } = input as Readonly<Said>;
    const named = hidden.find((key) => mentions(naming, key));
    if (named !== undefined && OUTSPOKEN.includes(name)) return without(data, hidden, run);
    const kind = named?.slice(0, named.indexOf('-')) ?? '';
    if (named !== undefined && isKind(kind)) without(data, hidden, () => need(data, kind, named));
    const output = isReading(name) && hidden.length > 0 ? without(data, hidden, run) : run();
    const born = lookUp(NEWBORNS, name)?.(output, input) ?? [];
    const lag = born.length > 0 ? world.weather.delay('ec2.visible') : 0;
    if (lag > 0) for (const key of born) data.hidden[String(key)] ??= world.now() + lag;
    return output;
  });
