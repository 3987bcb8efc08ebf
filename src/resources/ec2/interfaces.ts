import { DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import type { Aws } from '../../aws/clients.js';
import type { Evidence } from '../../model/evidence.js';

/** The network interfaces that keep a group, a subnet or a VPC from going; `filter` as EC2 names it. */
export async function interfacesIn(
  aws: Aws,
  filter: 'group-id' | 'subnet-id' | 'vpc-id',
  id: string,
): Promise<Evidence[]> {
  const { NetworkInterfaces } = await aws.ec2.send(
    new DescribeNetworkInterfacesCommand({ Filters: [{ Name: filter, Values: [id] }] }),
  );
  return (NetworkInterfaces ?? []).map((it) => ({
    kind: 'blocker',
    id: it.NetworkInterfaceId ?? '',
    type: 'ec2:network-interface',
    owner: it.RequesterId ?? it.OwnerId,
    description: it.Description,
  }));
}
