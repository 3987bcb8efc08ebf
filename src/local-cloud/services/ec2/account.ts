import type { NetworkAclEntry } from '@aws-sdk/client-ec2';
import { refuse } from '../../refuse.js';
import type { Ec2Api } from './api.js';
import { tagsOf } from './kinds.js';
import { applyFilters, select } from './select.js';
import { ec2Slice } from './store.js';
import { type Zone, zonesOf } from './zones.js';

const ATTRIBUTES: Readonly<Record<string, string>> = {
  'supported-platforms': 'VPC',
  'default-vpc': 'none',
  'max-instances': '20',
  'max-elastic-ips': '5',
  'vpc-max-elastic-ips': '5',
  'vpc-max-security-groups-per-interface': '5',
};

/** What every network ACL says: all is let through, and what no rule names is not. */
const ACL_ENTRIES: NetworkAclEntry[] = [false, true].flatMap((Egress) => [
  { Egress, Protocol: '-1', RuleNumber: 100, RuleAction: 'allow' as const, CidrBlock: '0.0.0.0/0' },
  { Egress, Protocol: '-1', RuleNumber: 32767, RuleAction: 'deny' as const, CidrBlock: '0.0.0.0/0' },
]);

/** What is there before anything is made: zones, regions, account attributes, network ACLs. */
export const accountOperations: Ec2Api = {
  DescribeAvailabilityZones: ({ ZoneNames, ZoneIds, Filters }, { world }) => {
    const all = zonesOf(world);
    const unknown = ZoneNames?.find((name) => !all.some((zone) => zone.name === name));
    if (unknown) refuse('InvalidParameterValue', `Invalid availability zone: [${unknown}]`);
    const named = all
      .filter(({ name }) => !ZoneNames?.length || ZoneNames.includes(name))
      .filter(({ id }) => !ZoneIds?.length || ZoneIds.includes(id));
    const found = applyFilters<Zone>(named, Filters, {
      'zone-name': ({ name }) => name,
      'zone-id': ({ id }) => id,
      'zone-type': () => 'availability-zone',
      'group-name': () => world.region,
      'region-name': () => world.region,
      'opt-in-status': () => 'opt-in-not-required',
      state: () => 'available',
    });
    return {
      AvailabilityZones: found.map(({ name, id }) => ({
        ZoneName: name,
        ZoneId: id,
        ZoneType: 'availability-zone',
        RegionName: world.region,
        GroupName: world.region,
        NetworkBorderGroup: world.region,
        OptInStatus: 'opt-in-not-required',
        State: 'available',
        Messages: [],
      })),
    };
  },
  DescribeRegions: ({ RegionNames }, { world }) => {
    const unknown = RegionNames?.find((name) => name !== world.region);
    if (unknown) refuse('InvalidParameterValue', `Invalid region name: [${unknown}]`);
    const Endpoint = `ec2.${world.region}.amazonaws.com`;
    return { Regions: [{ RegionName: world.region, Endpoint, OptInStatus: 'opt-in-not-required' }] };
  },
  DescribeAccountAttributes: ({ AttributeNames }) => {
    const unknown = AttributeNames?.find((name) => !Object.hasOwn(ATTRIBUTES, name));
    if (unknown) refuse('InvalidParameterValue', `Value (${unknown}) for parameter attributeName is invalid.`);
    const names = AttributeNames?.length ? AttributeNames : Object.keys(ATTRIBUTES);
    return {
      AccountAttributes: names.map((AttributeName) => ({
        AttributeName,
        AttributeValues: [{ AttributeValue: ATTRIBUTES[AttributeName] }],
      })),
    };
  },
  DescribeNetworkAcls: ({ NetworkAclIds, Filters, ...paging }, { world }) => {
    const data = world.of(ec2Slice);
    const subnetsOf = (vpcId: string) => Object.values(data.subnets).filter((subnet) => subnet.vpcId === vpcId);
    const fields = {
      'network-acl-id': (acl: { id: string }) => acl.id,
      'vpc-id': (acl: { vpcId: string }) => acl.vpcId,
      default: () => 'true',
      'owner-id': () => world.account,
      'association.subnet-id': (acl: { vpcId: string }) => subnetsOf(acl.vpcId).map(({ id }) => id),
    };
    const { items, NextToken } = select(data, 'acl', NetworkAclIds, Filters, fields, paging);
    return {
      NetworkAcls: items.map(({ id, vpcId }) => ({
        NetworkAclId: id,
        VpcId: vpcId,
        IsDefault: true,
        OwnerId: world.account,
        Entries: ACL_ENTRIES,
        Associations: subnetsOf(vpcId).map((subnet) => ({
          NetworkAclAssociationId: subnet.id.replace(/^subnet-/, 'aclassoc-'),
          NetworkAclId: id,
          SubnetId: subnet.id,
        })),
        Tags: tagsOf(data, id),
      })),
      NextToken,
    };
  },
};
