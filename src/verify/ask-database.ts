import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { type DBInstance, DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import type { Aws } from '../aws/clients.js';
import { nameOf } from '../aws/names.js';
import { everyPage } from '../resources/pages.js';
import type { Asking } from './ask.js';
import { isByHand, type Search } from './find-service.js';

/** The database: the one that `DB_HOST` names; else ours by its name; else one in the same VPC, MySQL first. */
export async function askDatabase(
  aws: Aws,
  { ask }: Asking,
  search: Search,
  near: { readonly container?: ContainerDefinition; readonly vpcId?: string },
): Promise<DBInstance | undefined> {
  const all = await everyPage(async (Marker) => {
    const page = await ask(aws.rds.send(new DescribeDBInstancesCommand({ Marker })));
    return { items: page?.DBInstances, next: page?.Marker };
  });
  const host = near.container?.environment?.find((it) => it.name === 'DB_HOST')?.value;
  const name = isByHand(search) ? undefined : nameOf(search.owner, 'db', 'rds:db-instance');
  const inside = all.filter((it) => near.vpcId && it.DBSubnetGroup?.VpcId === near.vpcId);
  return (
    all.find((it) => host && it.Endpoint?.Address === host) ??
    all.find((it) => it.DBInstanceIdentifier === name) ??
    inside.find((it) => it.Engine === 'mysql') ??
    inside[0]
  );
}
