import type * as sdk from '@aws-sdk/client-rds';
import {
  DBSubnetGroupAlreadyExistsFault,
  DBSubnetGroupDoesNotCoverEnoughAZs,
  DBSubnetGroupNotFoundFault,
  InvalidDBSubnetGroupStateFault,
  InvalidSubnet,
} from '@aws-sdk/client-rds';
import { refuse } from '../../refuse.js';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { findSubnet } from '../ec2/lookups.js';
import { hasServiceLinkedRole } from '../iam/lookups.js';
import { ensureServiceLinkedRole } from '../iam/roles.js';
import { own } from '../own.js';
import { filter, page, tagRecord } from './lists.js';
import { rdsSlice, type SubnetGroup } from './store.js';

/** The subnet group of that name; throws DBSubnetGroupNotFoundFault. */
export function needSubnetGroup(world: World, name: string): SubnetGroup {
  const found = own(world.of(rdsSlice).subnetGroups, name.toLowerCase());
  if (found) return found;
  throw new DBSubnetGroupNotFoundFault({ message: `DB subnet group '${name}' does not exist.`, $metadata: {} });
}

/** A subnet group as RDS shows it. */
export const subnetGroupView = (world: World, group: SubnetGroup): sdk.DBSubnetGroup => ({
  DBSubnetGroupName: group.name,
  DBSubnetGroupDescription: group.description,
  VpcId: group.vpcId,
  SubnetGroupStatus: 'Complete',
  Subnets: group.subnetIds.map((id) => ({
    SubnetIdentifier: id,
    SubnetAvailabilityZone: { Name: findSubnet(world, id)?.zone },
    SubnetOutpost: {},
    SubnetStatus: 'Active',
  })),
  DBSubnetGroupArn: group.arn,
  SupportedNetworkTypes: ['IPV4'],
});

function checkSubnets(world: World, ids: readonly string[]): string {
  const subnets = ids.map((id) => {
    const subnet = findSubnet(world, id);
    if (subnet) return subnet;
    // The model has InvalidSubnet for it; what RDS sends is this.
    return refuse('InvalidParameterValue', `Some input subnets in :[${ids.join(', ')}] are invalid.`);
  });
  const zones = new Set(subnets.map(({ zone }) => zone));
  if (zones.size < 2) {
    throw new DBSubnetGroupDoesNotCoverEnoughAZs({
      message: `The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ${[...zones].join(', ')}. Add subnets to cover at least 2 AZs.`,
      $metadata: {},
    });
  }
  if (new Set(subnets.map(({ vpcId }) => vpcId)).size > 1) {
    throw new InvalidSubnet({ message: 'The requested subnets are in different VPCs.', $metadata: {} });
  }
  return subnets[0]!.vpcId;
}

/** DB subnet groups. */
export const subnetGroupOperations: Partial<Api<typeof sdk>> = {
  CreateDBSubnetGroup: (input, { world }) => {
    if (!hasServiceLinkedRole(world, 'rds.amazonaws.com')) {
      // RDS asks for its role on the first use, so that the second try works.
      ensureServiceLinkedRole(world, 'rds.amazonaws.com');
      refuse(
        'InvalidParameterValue',
        'Missing necessary credentials to create service linked role for AmazonRDS. Check that you have the permission iam:CreateServiceLinkedRole.',
      );
    }
    const name = input.DBSubnetGroupName.toLowerCase();
    if (name === 'default' || !/^[a-z0-9 ._-]{1,255}$/.test(name)) {
      refuse('InvalidParameterValue', `The parameter DBSubnetGroupName is not a valid identifier: ${name}`);
    }
    const { subnetGroups } = world.of(rdsSlice);
    if (own(subnetGroups, name)) {
      const message = `The DB subnet group '${name}' already exists.`;
      throw new DBSubnetGroupAlreadyExistsFault({ message, $metadata: {} });
    }
    subnetGroups[name] = {
      name,
      arn: world.arn('rds', `subgrp:${name}`),
      description: input.DBSubnetGroupDescription,
      vpcId: checkSubnets(world, input.SubnetIds),
      subnetIds: [...input.SubnetIds],
      tags: tagRecord(input.Tags),
    };
    return { DBSubnetGroup: subnetGroupView(world, subnetGroups[name]!) };
  },

  DescribeDBSubnetGroups: (input, { world }) => {
    const { DBSubnetGroupName: name } = input;
    const wanted = name ? [needSubnetGroup(world, name)] : Object.values(world.of(rdsSlice).subnetGroups);
    const { items, Marker } = page(filter(wanted, input.Filters), input);
    return { DBSubnetGroups: items.map((group) => subnetGroupView(world, group)), Marker };
  },

  ModifyDBSubnetGroup: (input, { world }) => {
    const group = needSubnetGroup(world, input.DBSubnetGroupName);
    if (checkSubnets(world, input.SubnetIds) !== group.vpcId) {
      throw new InvalidSubnet({ message: 'The new subnets are in another VPC.', $metadata: {} });
    }
    group.subnetIds = [...input.SubnetIds];
    group.description = input.DBSubnetGroupDescription ?? group.description;
    return { DBSubnetGroup: subnetGroupView(world, group) };
  },

  DeleteDBSubnetGroup: (input, { world }) => {
    const group = needSubnetGroup(world, input.DBSubnetGroupName);
    const { instances, subnetGroups } = world.of(rdsSlice);
    const user = Object.values(instances).find(({ subnetGroup }) => subnetGroup === group.name);
    if (user) {
      const message = `Cannot delete the subnet group '${group.name}' because at least one database instance: ${user.id} is still using it.`;
      throw new InvalidDBSubnetGroupStateFault({ message, $metadata: {} });
    }
    delete subnetGroups[group.name];
    return {};
  },
};
