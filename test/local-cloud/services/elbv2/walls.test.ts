import * as ec2 from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { makeStage, slow } from '../stage.js';

const everyone = { IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
const tcp = (port: number, source: ec2.IpPermission) => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  ...source,
});

/** A service whose load balancer and tasks have a security group each, with the rules that it takes. */
async function makeWalledStage(options: Parameters<typeof makeStage>[0] = {}) {
  const stage = await makeStage(options);
  const { ec2: send, elbv2, vpcId: VpcId, loadBalancerArn: LoadBalancerArn, service } = stage;
  const group = async (GroupName: string) =>
    (await send.send(new ec2.CreateSecurityGroupCommand({ VpcId, GroupName, Description: GroupName }))).GroupId!;
  const [door, inner] = [await group('alb'), await group('app')];
  const allow = (GroupId: string, ...IpPermissions: ec2.IpPermission[]) =>
    send.send(new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  const forbid = (GroupId: string, ...IpPermissions: ec2.IpPermission[]) =>
    send.send(new ec2.RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  await elbv2.send(new elb.SetSecurityGroupsCommand({ LoadBalancerArn, SecurityGroups: [door] }));
  const fromDoor = { UserIdGroupPairs: [{ GroupId: door }] };
  await allow(door, tcp(80, everyone));
  await allow(inner, tcp(8080, fromDoor));
  await stage.start(
    {},
    {
      healthCheckGracePeriodSeconds: 600,
      networkConfiguration: {
        awsvpcConfiguration: { ...service.networkConfiguration.awsvpcConfiguration, securityGroups: [inner] },
      },
    },
  );
  const health = async () => {
    const all = await elbv2.send(new elb.DescribeTargetHealthCommand({ TargetGroupArn: stage.targetGroupArn }));
    return all.TargetHealthDescriptions!.map(({ TargetHealth }) => TargetHealth!);
  };
  const ask = () => stage.plane.request(`http://${stage.dnsName}/health`).status;
  return { ...stage, door, inner, fromDoor, allow, forbid, health, ask };
}

const timedOut = { State: 'unhealthy', Reason: 'Target.Timeout', Description: 'Request timed out' };
const healthy = { State: 'healthy' };

describe('between a load balancer and its targets', () => {
  it('a port that the group of the tasks does not open is silent: unhealthy after the thresholds, and 504', async () => {
    const stage = await makeWalledStage();
    await stage.pass(30);
    expect(await stage.health()).toMatchObject([healthy, healthy]);
    expect(stage.ask()).toBe(200);
    await stage.forbid(stage.inner, tcp(8080, stage.fromDoor));
    await stage.pass(15);
    expect(await stage.health()).toMatchObject([healthy, healthy]);
    expect(stage.ask()).toBe(504);
    await stage.pass(15);
    expect(await stage.health()).toEqual([timedOut, timedOut]);
    expect(stage.ask()).toBe(504);
    await stage.allow(stage.inner, tcp(8080, stage.fromDoor));
    await stage.pass(30);
    expect(await stage.health()).toMatchObject([healthy, healthy]);
    expect(stage.ask()).toBe(200);
  });

  it('a service that never could be reached has its tasks stopped for it', async () => {
    const stage = await makeWalledStage();
    await stage.forbid(stage.inner, tcp(8080, stage.fromDoor));
    await stage.pass(15);
    expect((await stage.health())[0]).toMatchObject({ State: 'initial' });
    await stage.pass(640, 20);
    const { events } = await stage.look();
    expect(events!.map(({ message }) => message).join()).toContain('due to (reason Request timed out)');
  });

  it.each([
    ['the private address of its nodes', ['10.0.0.0/24', '10.0.1.0/24'], healthy],
    ['one of its nodes only', ['10.0.0.0/24'], timedOut],
    ['somebody else', ['192.0.2.0/24'], timedOut],
  ])('a rule for addresses holds for %s', async (_who, cidrs, expected) => {
    const stage = await makeWalledStage();
    await stage.forbid(stage.inner, tcp(8080, stage.fromDoor));
    await stage.allow(stage.inner, tcp(8080, { IpRanges: cidrs.map((CidrIp) => ({ CidrIp })) }));
    await stage.pass(30);
    expect((await stage.health())[0]).toMatchObject(expected);
  });

  it('a way out of the load balancer that is shut is shut, too; other ports and UDP do not open it', async () => {
    const stage = await makeWalledStage();
    const GroupId = stage.door;
    const all = [{ IpProtocol: '-1', ...everyone }];
    await stage.ec2.send(new ec2.RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: all }));
    const others = [tcp(8081, everyone), { IpProtocol: 'udp', FromPort: 8080, ToPort: 8080, ...everyone }];
    await stage.ec2.send(new ec2.AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: others }));
    await stage.pass(30);
    expect((await stage.health())[0]).toEqual(timedOut);
    const toTasks = [tcp(8080, { UserIdGroupPairs: [{ GroupId: stage.inner }] })];
    await stage.ec2.send(new ec2.AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: toTasks }));
    await stage.pass(30);
    expect((await stage.health())[0]).toMatchObject(healthy);
  });

  it('the port of the health checks has to be open by itself', async () => {
    const stage = await makeWalledStage();
    const { targetGroupArn: TargetGroupArn } = stage;
    await stage.elbv2.send(new elb.ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckPort: '9090' }));
    await stage.pass(30);
    expect((await stage.health())[0]).toEqual(timedOut);
    expect(stage.ask()).toBe(200);
  });
});

describe('between a client and a load balancer', () => {
  it('nobody gets in whom no rule lets in, and hears nothing', async () => {
    const stage = await makeWalledStage();
    await stage.pass(30);
    await stage.forbid(stage.door, tcp(80, everyone));
    await stage.pass(5);
    expect(stage.ask).toThrow('ETIMEDOUT');
    // From the internet nobody comes with a security group.
    await stage.allow(stage.door, tcp(80, { UserIdGroupPairs: [{ GroupId: stage.inner }] }), tcp(8080, everyone));
    await stage.pass(5);
    expect(stage.ask).toThrow('ETIMEDOUT');
    await stage.allow(stage.door, tcp(80, { IpRanges: [{ CidrIp: '203.0.113.7/32' }] }));
    await stage.pass(5);
    expect(stage.ask()).toBe(200);
  });

  it('its name is unknown while it is provisioning', async () => {
    const stage = await makeWalledStage({ weather: slow({ 'elbv2.load-balancer.create': 180 }) });
    await stage.pass(60);
    expect(stage.ask).toThrow('ENOTFOUND');
    await stage.pass(120);
    expect(stage.ask()).toBe(200);
  });
});

describe('a target in a zone in which its load balancer is not', () => {
  const words = 'Target is in an Availability Zone that is not enabled for the load balancer';

  it('is unused, gets no request, and ECS stops it', async () => {
    const stage = await makeWalledStage();
    await stage.pass(30);
    const cidr = { VpcId: stage.vpcId, CidrBlock: '10.0.2.0/24', AvailabilityZone: 'ap-northeast-1d' };
    const third = (await stage.ec2.send(new ec2.CreateSubnetCommand(cidr))).Subnet!.SubnetId!;
    const { RouteTables } = await stage.ec2.send(
      new ec2.DescribeRouteTablesCommand({
        Filters: [{ Name: 'association.subnet-id', Values: [stage.publicSubnets[0]!] }],
      }),
    );
    const { RouteTableId } = RouteTables![0]!;
    await stage.ec2.send(new ec2.AssociateRouteTableCommand({ RouteTableId, SubnetId: third }));
    const move = (...Subnets: string[]) =>
      stage.elbv2.send(new elb.SetSubnetsCommand({ LoadBalancerArn: stage.loadBalancerArn, Subnets }));
    await move(stage.publicSubnets[0]!, third);
    const seen = await stage.health();
    expect(seen.filter(({ State }) => State === 'unused')).toEqual([
      { State: 'unused', Reason: 'Target.NotInUse', Description: words },
    ]);
    expect(stage.plane.balancers.look(stage.loadBalancerArn)!.targets[stage.targetGroupArn]).toHaveLength(1);
    await move(...stage.publicSubnets);
    await stage.pass(30);
    expect(await stage.health()).toMatchObject([healthy, healthy]);
    await move(stage.publicSubnets[0]!, third);
    await stage.pass(600, 20);
    const { events } = await stage.look();
    expect(events!.map(({ message }) => message).join()).toContain(`due to (reason ${words})`);
  });
});
