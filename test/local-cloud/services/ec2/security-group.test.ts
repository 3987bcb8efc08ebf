import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateVpcCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { addNetworkInterface } from '../../../../src/local-cloud/services/ec2/lookups.js';
import { errorName, makeCloud } from '../../../support/cloud.js';
import { makeNetwork } from '../../../support/network.js';

const web = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

async function makeGroup(ec2: EC2Client, VpcId: string, GroupName: string) {
  return (await ec2.send(new CreateSecurityGroupCommand({ VpcId, GroupName, Description: 'test' }))).GroupId!;
}

describe('security group', () => {
  it('has a unique name of plain characters', async () => {
    const { ec2 } = makeCloud();
    const { vpcId } = await makeNetwork(ec2);
    await makeGroup(ec2, vpcId, 'App');
    expect(await errorName(makeGroup(ec2, vpcId, 'app'))).toBe('InvalidGroup.Duplicate');
    for (const name of ['sg-1', '日本', 'default', 'a'.repeat(256)]) {
      expect(await errorName(makeGroup(ec2, vpcId, name))).toBe('InvalidParameterValue');
    }
    const japanese = new CreateSecurityGroupCommand({ VpcId: vpcId, GroupName: 'b', Description: '説明' });
    expect(await errorName(ec2.send(japanese))).toBe('InvalidParameterValue');
    const other = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16' }))).Vpc!.VpcId!;
    expect(await makeGroup(ec2, other, 'App')).toMatch(/^sg-/);
  });

  it('takes a rule once; one that is there spoils the whole call', async () => {
    const { ec2 } = makeCloud();
    const { vpcId } = await makeNetwork(ec2);
    const GroupId = await makeGroup(ec2, vpcId, 'a');
    const authorize = (...IpPermissions: object[]) =>
      ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    const { SecurityGroupRules } = await authorize(web);
    expect(SecurityGroupRules).toMatchObject([{ GroupId, IsEgress: false, FromPort: 80, CidrIpv4: '0.0.0.0/0' }]);
    expect(await errorName(authorize({ ...web, FromPort: 81, ToPort: 81 }, web))).toBe('InvalidPermission.Duplicate');
    const shown = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [GroupId] }));
    expect(shown.SecurityGroups![0]!.IpPermissions).toHaveLength(1);
    const all = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    const egress = new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: [all] });
    expect(await errorName(ec2.send(egress))).toBe('InvalidPermission.Duplicate');
    expect(await errorName(authorize({ ...web, IpRanges: [{ CidrIp: '1.2.3.4/40' }] }))).toBe('InvalidParameterValue');
    const stranger = { IpProtocol: 'tcp', FromPort: 1, ToPort: 1, UserIdGroupPairs: [{ GroupId: 'sg-none' }] };
    expect(await errorName(authorize(stranger))).toBe('InvalidGroup.NotFound');
  });

  it('lets rules go by what they say or by their ids', async () => {
    const { ec2 } = makeCloud();
    const { vpcId } = await makeNetwork(ec2);
    const GroupId = await makeGroup(ec2, vpcId, 'a');
    const revoke = (input: object) => ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, ...input }));
    expect(await errorName(revoke({ IpPermissions: [web] }))).toBe('InvalidPermission.NotFound');
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [web] }));
    await revoke({ IpPermissions: [web] });
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [web] }));
    const Filters = [{ Name: 'group-id', Values: [GroupId] }];
    const { SecurityGroupRules } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
    const inward = SecurityGroupRules!.find(({ IsEgress }) => !IsEgress)!;
    await revoke({ SecurityGroupRuleIds: [inward.SecurityGroupRuleId] });
    expect(await errorName(revoke({ SecurityGroupRuleIds: [inward.SecurityGroupRuleId] }))).toBe(
      'InvalidSecurityGroupRuleId.NotFound',
    );
  });

  it('cannot be deleted while another names it or an interface wears it, and the default never', async () => {
    const { ec2, world } = makeCloud();
    const { vpcId, subnetId } = await makeNetwork(ec2);
    const [alb, app] = [await makeGroup(ec2, vpcId, 'alb'), await makeGroup(ec2, vpcId, 'app')];
    const fromAlb = { IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080, UserIdGroupPairs: [{ GroupId: alb }] };
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: app, IpPermissions: [fromAlb] }));
    const remove = (GroupId: string) => ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
    await expect(remove(alb)).rejects.toThrow(`resource ${alb} has a dependent object`);
    addNetworkInterface(world, { subnetId, groupIds: [app], description: 'task', requesterManaged: true });
    expect(await errorName(remove(app))).toBe('DependencyViolation');
    await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: app, IpPermissions: [fromAlb] }));
    await remove(alb);
    expect(await errorName(remove(alb))).toBe('InvalidGroup.NotFound');
    const Filters = [{ Name: 'group-name', Values: ['default'] }];
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
    expect(await errorName(remove(SecurityGroups![0]!.GroupId!))).toBe('CannotDelete');
  });
});
