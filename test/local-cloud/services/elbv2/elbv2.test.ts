import { DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { errorName } from '../../../support/cloud.js';
import { makeStage, makeVpc, makeWorld, slow } from '../stage.js';

describe('a load balancer', () => {
  it('is provisioning for its time, and its interfaces outlive it', async () => {
    const cloud = makeWorld({
      weather: slow({ 'elbv2.load-balancer.create': 180, 'elbv2.load-balancer.release': 25 }),
    });
    const vpc = await makeVpc(cloud);
    const create = new elb.CreateLoadBalancerCommand({
      Name: 'web',
      Subnets: vpc.publicSubnets,
      SecurityGroups: [vpc.groupId],
    });
    const { LoadBalancers } = await cloud.elbv2.send(create);
    const arn = LoadBalancers![0]!.LoadBalancerArn!;
    const state = async () =>
      (await cloud.elbv2.send(new elb.DescribeLoadBalancersCommand({ Names: ['web'] }))).LoadBalancers![0]!.State!.Code;
    expect(await state()).toBe('provisioning');
    await cloud.pass(175);
    expect(await state()).toBe('provisioning');
    await cloud.pass(10);
    expect(await state()).toBe('active');
    const interfaces = async () => {
      const Filters = [{ Name: 'description', Values: [`ELB ${arn.slice(arn.indexOf('app/'))}`] }];
      return (await cloud.ec2.send(new DescribeNetworkInterfacesCommand({ Filters }))).NetworkInterfaces!;
    };
    expect(await interfaces()).toMatchObject([
      { RequesterManaged: true, RequesterId: 'amazon-elb' },
      { RequesterManaged: true, RequesterId: 'amazon-elb' },
    ]);
    const remove = new elb.DeleteLoadBalancerCommand({ LoadBalancerArn: arn });
    await cloud.elbv2.send(remove);
    expect(await errorName(state())).toBe('LoadBalancerNotFoundException');
    expect(await interfaces()).toHaveLength(2);
    await cloud.pass(30);
    expect(await interfaces()).toHaveLength(0);
    await cloud.elbv2.send(remove);
  });

  it('is made once: the same settings give it, others are refused', async () => {
    const cloud = makeWorld();
    const vpc = await makeVpc(cloud);
    const create = (changes = {}) =>
      cloud.elbv2.send(new elb.CreateLoadBalancerCommand({ Name: 'web', Subnets: vpc.publicSubnets, ...changes }));
    const first = await create();
    expect((await create()).LoadBalancers![0]!.LoadBalancerArn).toBe(first.LoadBalancers![0]!.LoadBalancerArn);
    expect(await errorName(create({ Scheme: 'internal' }))).toBe('DuplicateLoadBalancerNameException');
  });

  it('needs two zones, each with a way to the internet', async () => {
    const cloud = makeWorld();
    const vpc = await makeVpc(cloud);
    const create = (Subnets: string[]) => cloud.elbv2.send(new elb.CreateLoadBalancerCommand({ Name: 'web', Subnets }));
    expect(await errorName(create(vpc.publicSubnets.slice(0, 1)))).toBe('ValidationError');
    expect(await errorName(create(vpc.privateSubnets))).toBe('InvalidSubnetException');
    expect(await errorName(create(['subnet-0', 'subnet-1']))).toBe('SubnetNotFoundException');
  });

  it('with deletion protection stays', async () => {
    const stage = await makeStage();
    const protect = (Value: string) =>
      stage.elbv2.send(
        new elb.ModifyLoadBalancerAttributesCommand({
          LoadBalancerArn: stage.loadBalancerArn,
          Attributes: [{ Key: 'deletion_protection.enabled', Value }],
        }),
      );
    const remove = () =>
      stage.elbv2.send(new elb.DeleteLoadBalancerCommand({ LoadBalancerArn: stage.loadBalancerArn }));
    await protect('true');
    expect(await errorName(remove())).toBe('OperationNotPermittedException');
    await protect('false');
    await remove();
    const listeners = new elb.DescribeListenersCommand({ ListenerArns: [stage.listenerArn] });
    expect(await errorName(stage.elbv2.send(listeners))).toBe('ListenerNotFoundException');
  });
});

describe('a target group', () => {
  const group = (VpcId: string, changes = {}) =>
    new elb.CreateTargetGroupCommand({
      Name: 'other',
      Protocol: 'HTTP',
      Port: 80,
      VpcId,
      TargetType: 'ip',
      ...changes,
    });

  it('has ELB defaults, is made once, and another one of its name is refused', async () => {
    const stage = await makeStage();
    const first = await stage.elbv2.send(group(stage.vpcId));
    expect(first.TargetGroups![0]).toMatchObject({
      HealthCheckPath: '/',
      HealthCheckIntervalSeconds: 30,
      HealthyThresholdCount: 5,
      UnhealthyThresholdCount: 2,
      Matcher: { HttpCode: '200' },
    });
    const again = await stage.elbv2.send(group(stage.vpcId));
    expect(again.TargetGroups![0]!.TargetGroupArn).toBe(first.TargetGroups![0]!.TargetGroupArn);
    expect(await errorName(stage.elbv2.send(group(stage.vpcId, { Port: 81 })))).toBe(
      'DuplicateTargetGroupNameException',
    );
    const bad = group(stage.vpcId, { Name: 'x'.repeat(33) });
    expect(await errorName(stage.elbv2.send(bad))).toBe('ValidationError');
  });

  it('without a listener leaves its targets unused', async () => {
    const stage = await makeStage();
    const { TargetGroups } = await stage.elbv2.send(group(stage.vpcId));
    const TargetGroupArn = TargetGroups![0]!.TargetGroupArn!;
    await stage.elbv2.send(
      new elb.RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '10.0.10.9', Port: 80 }] }),
    );
    const { TargetHealthDescriptions } = await stage.elbv2.send(
      new elb.DescribeTargetHealthCommand({ TargetGroupArn }),
    );
    expect(TargetHealthDescriptions![0]!.TargetHealth).toMatchObject({ State: 'unused', Reason: 'Target.NotInUse' });
    await stage.elbv2.send(new elb.DeleteTargetGroupCommand({ TargetGroupArn }));
    await stage.elbv2.send(new elb.DeleteTargetGroupCommand({ TargetGroupArn }));
    const gone = stage.elbv2.send(new elb.DescribeTargetGroupsCommand({ TargetGroupArns: [TargetGroupArn] }));
    expect(await errorName(gone)).toBe('TargetGroupNotFoundException');
  });

  it('tells why a target is unhealthy, and drains one for its delay', async () => {
    const stage = await makeStage({ app: { healthPath: '/healthz' } });
    await stage.start({}, { deploymentConfiguration: {}, healthCheckGracePeriodSeconds: 600 });
    await stage.pass(30);
    const health = async () => {
      const all = await stage.elbv2.send(new elb.DescribeTargetHealthCommand({ TargetGroupArn: stage.targetGroupArn }));
      return all.TargetHealthDescriptions!;
    };
    const [first] = await health();
    expect(first!.TargetHealth).toEqual({
      State: 'unhealthy',
      Reason: 'Target.ResponseCodeMismatch',
      Description: 'Health checks failed with these codes: [404]',
    });
    await stage.elbv2.send(
      new elb.ModifyTargetGroupCommand({ TargetGroupArn: stage.targetGroupArn, HealthCheckPath: '/healthz' }),
    );
    await stage.pass(20);
    expect(await stage.targets()).toEqual(['healthy', 'healthy']);
    const { Id, Port } = first!.Target!;
    await stage.elbv2.send(
      new elb.DeregisterTargetsCommand({ TargetGroupArn: stage.targetGroupArn, Targets: [{ Id, Port }] }),
    );
    expect(await stage.targets()).toEqual(['draining', 'healthy']);
    await stage.pass(15);
    expect(await stage.targets()).toEqual(['healthy']);
  });
});

describe('a listener', () => {
  it('is made once for a port', async () => {
    const stage = await makeStage();
    const { TargetGroups } = await stage.elbv2.send(
      new elb.CreateTargetGroupCommand({ Name: 'b', Protocol: 'HTTP', Port: 80, VpcId: stage.vpcId, TargetType: 'ip' }),
    );
    const create = (TargetGroupArn: string) =>
      stage.elbv2.send(
        new elb.CreateListenerCommand({
          LoadBalancerArn: stage.loadBalancerArn,
          Port: 80,
          Protocol: 'HTTP',
          DefaultActions: [{ Type: 'forward', TargetGroupArn }],
        }),
      );
    expect((await create(stage.targetGroupArn)).Listeners![0]!.ListenerArn).toBe(stage.listenerArn);
    expect(await errorName(create(TargetGroups![0]!.TargetGroupArn!))).toBe('DuplicateListenerException');
    const { Rules } = await stage.elbv2.send(new elb.DescribeRulesCommand({ ListenerArn: stage.listenerArn }));
    expect(Rules).toMatchObject([{ IsDefault: true, Priority: 'default' }]);
    const remove = () => stage.elbv2.send(new elb.DeleteListenerCommand({ ListenerArn: stage.listenerArn }));
    await remove();
    expect(await errorName(remove())).toBe('ListenerNotFoundException');
  });

  it('keeps tags, as load balancers and target groups do', async () => {
    const stage = await makeStage();
    const ResourceArns = [stage.listenerArn, stage.targetGroupArn, stage.loadBalancerArn];
    await stage.elbv2.send(
      new elb.AddTagsCommand({
        ResourceArns,
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      }),
    );
    await stage.elbv2.send(new elb.RemoveTagsCommand({ ResourceArns, TagKeys: ['a'] }));
    const { TagDescriptions } = await stage.elbv2.send(new elb.DescribeTagsCommand({ ResourceArns }));
    expect(TagDescriptions).toEqual(
      ResourceArns.map((ResourceArn) => ({ ResourceArn, Tags: [{ Key: 'b', Value: '2' }] })),
    );
  });
});
