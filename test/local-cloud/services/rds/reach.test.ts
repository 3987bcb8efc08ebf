import * as ec2 from '@aws-sdk/client-ec2';
import { expect, it } from 'vitest';
import { isShutOff } from '../../../../src/local-cloud/services/rds/reach.js';
import { makeDatabaseWorld } from './database-world.js';

it('a database is reached by the addresses and groups that its own group lets in, as far as the caller is let out', async () => {
  const { ec2: send, vpcId: VpcId, groupId, create, look, world, cloud } = await makeDatabaseWorld({});
  const group = async (GroupName: string) =>
    (await send.send(new ec2.CreateSecurityGroupCommand({ VpcId, GroupName, Description: GroupName }))).GroupId!;
  const [GroupId, stranger] = [await group('db'), await group('stranger')];
  await create({ VpcSecurityGroupIds: [GroupId] });
  cloud.tick();
  const host = (await look()).Endpoint!.Address!;
  const mysql = (source: ec2.IpPermission) => [{ IpProtocol: 'tcp', FromPort: 3306, ToPort: 3306, ...source }];
  const isCutOff = (from = groupId) => isShutOff(world, host, { address: '10.0.10.77', groupIds: [from] });
  const allow = (source: ec2.IpPermission) =>
    send.send(new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: mysql(source) }));
  expect(isCutOff()).toBe(true);
  await allow({ IpRanges: [{ CidrIp: '192.0.2.0/24' }] });
  expect(isCutOff()).toBe(true);
  await allow({ UserIdGroupPairs: [{ GroupId: groupId }] });
  expect([isCutOff(), isCutOff(stranger)]).toEqual([false, true]);
  await allow({ IpRanges: [{ CidrIp: '10.0.10.0/24' }] });
  expect(isCutOff(stranger)).toBe(false);
  const everything = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
  await send.send(new ec2.RevokeSecurityGroupEgressCommand({ GroupId: stranger, IpPermissions: everything }));
  expect(isCutOff(stranger)).toBe(true);
});
