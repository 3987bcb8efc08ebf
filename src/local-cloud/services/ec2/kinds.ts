import type { ResourceType, Tag, TagSpecification } from '@aws-sdk/client-ec2';
import { refuse } from '../../refuse.js';
import type { Ec2 } from './store.js';

/** What EC2 keeps, by the prefix of its ids: its table, its name in tags, and how its absence is told. */
const kinds = {
  vpc: { table: 'vpcs', type: 'vpc', code: 'InvalidVpcID.NotFound', noun: 'vpc ID' },
  subnet: { table: 'subnets', type: 'subnet', code: 'InvalidSubnetID.NotFound', noun: 'subnet ID' },
  igw: {
    table: 'internetGateways',
    type: 'internet-gateway',
    code: 'InvalidInternetGatewayID.NotFound',
    noun: 'internetGateway ID',
  },
  eipalloc: { table: 'addresses', type: 'elastic-ip', code: 'InvalidAllocationID.NotFound', noun: 'allocation ID' },
  nat: { table: 'natGateways', type: 'natgateway', code: 'NatGatewayNotFound', noun: 'Nat Gateway' },
  rtb: { table: 'routeTables', type: 'route-table', code: 'InvalidRouteTableID.NotFound', noun: 'routeTable ID' },
  sg: { table: 'groups', type: 'security-group', code: 'InvalidGroup.NotFound', noun: 'security group' },
  sgr: {
    table: 'rules',
    type: 'security-group-rule',
    code: 'InvalidSecurityGroupRuleId.NotFound',
    noun: 'security group rule ID',
  },
  vpce: { table: 'endpoints', type: 'vpc-endpoint', code: 'InvalidVpcEndpointId.NotFound', noun: 'Vpc Endpoint Id' },
  eni: {
    table: 'interfaces',
    type: 'network-interface',
    code: 'InvalidNetworkInterfaceID.NotFound',
    noun: 'networkInterface ID',
  },
  acl: { table: 'acls', type: 'network-acl', code: 'InvalidNetworkAclID.NotFound', noun: 'networkAcl ID' },
} as const satisfies Record<string, { table: keyof Ec2; type: ResourceType; code: string; noun: string }>;

/** A kind, named by the prefix of its ids. */
export type Kind = keyof typeof kinds;

/** Whether a prefix of an id is one of a kind. */
export const isKind = (prefix: string): prefix is Kind => Object.hasOwn(kinds, prefix);

/** The record of a kind. */
export type RecordOf<K extends Kind> = Ec2[(typeof kinds)[K]['table']][string];

/** All records of a kind, by id. */
export const tableOf = <K extends Kind>(data: Ec2, kind: K): Record<string, RecordOf<K>> =>
  data[kinds[kind].table] as Record<string, RecordOf<K>>;

/** The record of that id, or the kind's own not-found error. */
export function need<K extends Kind>(data: Ec2, kind: K, id: string): RecordOf<K> {
  const table = tableOf(data, kind);
  if (Object.hasOwn(table, id)) return table[id]!;
  const { code, noun } = kinds[kind];
  return refuse(code, kind === 'nat' ? `The ${noun} ${id} was not found` : `The ${noun} '${id}' does not exist`);
}

const kindOf = (id: string): Kind | undefined => {
  const prefix = id.slice(0, id.indexOf('-'));
  return isKind(prefix) ? prefix : undefined;
};

/** The type in tags of an existing resource; refuses an id that is unknown. */
export function typeOf(data: Ec2, id: string): ResourceType {
  const kind = kindOf(id);
  if (!kind) refuse('InvalidID', `The ID '${id}' is not valid`);
  need(data, kind, id);
  return kinds[kind].type;
}

/** The tags of a resource, as the SDK has them. */
export const tagsOf = (data: Ec2, id: string): Tag[] =>
  Object.entries(data.tags[id] ?? {}).map(([Key, Value]) => ({ Key, Value }));

/** Checks tags as EC2 does. */
export function checkTags(tags: readonly Tag[]): void {
  const keys = tags.map(({ Key }) => Key ?? '');
  for (const key of keys) {
    if (key === '') refuse('MissingParameter', 'The request must contain the parameter Key');
    if (/^aws:/i.test(key)) {
      const why = "Tag keys starting with 'aws:' are reserved for internal use";
      refuse('InvalidParameterValue', `Value ( ${key} ) for parameter key is invalid. ${why}`);
    }
    if (key.length > 127) refuse('InvalidParameterValue', `Tag key exceeds the maximum length of 127 characters`);
  }
  if (tags.some(({ Value }) => (Value ?? '').length > 255)) {
    refuse('InvalidParameterValue', 'Tag value exceeds the maximum length of 255 characters');
  }
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) refuse('InvalidParameterValue', `Duplicate tag key '${twice}' specified.`);
}

/** Puts tags on a resource, over those it has. */
export function putTags(data: Ec2, id: string, tags: readonly Tag[]): void {
  const all = { ...data.tags[id] };
  for (const { Key, Value } of tags) all[Key!] = Value ?? '';
  if (Object.keys(all).length > 50) refuse('TagLimitExceeded', `More than 50 tags specified for ${id}`);
  data.tags[id] = all;
}

/** The tags of a create call that are meant for its kind; refuses other kinds. Called before anything is made. */
export function tagsFor(kind: Kind, specifications: readonly TagSpecification[] | undefined): Tag[] {
  const wanted = kinds[kind].type;
  return (specifications ?? []).flatMap(({ ResourceType: type, Tags }) => {
    if (type !== wanted) {
      refuse('InvalidParameterValue', `'${type}' is not a valid taggable resource type for this operation.`);
    }
    checkTags(Tags ?? []);
    return Tags ?? [];
  });
}

/** Takes a resource away with its tags. */
export function forget(data: Ec2, kind: Kind, id: string): void {
  delete tableOf(data, kind)[id];
  delete data.tags[id];
}
