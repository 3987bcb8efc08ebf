import { CreateSubnetCommand } from '@aws-sdk/client-ec2';
import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { makeStage, makeVpc, makeWorld } from '../stage.js';

/** What a call is refused with, as `code: message`. */
const refusal = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'accepted',
    (thrown: Error) => `${thrown.name}: ${thrown.message}`,
  );

const least = (value: number, member: string, bound: number) =>
  `ValidationError: 1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have value greater than or equal to ${bound}`;
const most = (value: number, member: string, bound: number) =>
  `ValidationError: 1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have value less than or equal to ${bound}`;

const stage = await makeStage();
const { elbv2, targetGroupArn: TargetGroupArn, loadBalancerArn: LoadBalancerArn, vpcId: VpcId } = stage;

describe('a listener', () => {
  const create = (changes: Partial<elb.CreateListenerCommandInput>) =>
    refusal(
      elbv2.send(
        new elb.CreateListenerCommand({
          LoadBalancerArn,
          Protocol: 'HTTP',
          Port: 8081,
          DefaultActions: [{ Type: 'forward', TargetGroupArn }],
          ...changes,
        }),
      ),
    );

  it('needs a port and a protocol that exist', async () => {
    expect(await create({ Port: 99_999 })).toBe(most(99_999, 'port', 65_535));
    expect(await create({ Port: 0 })).toBe(least(0, 'port', 1));
    expect(await create({ Protocol: 'FOO' as never })).toMatch(/^ValidationError: .*Value 'FOO' at 'protocol'/);
    expect(await create({ Protocol: undefined })).toBe('ValidationError: A listener protocol must be specified');
  });

  it('is not moved to a port that another one has, nor to none', async () => {
    expect(await create({})).toBe('accepted');
    const modify = (Port: number) =>
      refusal(elbv2.send(new elb.ModifyListenerCommand({ ListenerArn: stage.listenerArn, Port })));
    expect(await modify(8081)).toBe("ValidationError: Listener port '8081' is already in use");
    expect(await modify(0)).toBe(least(0, 'port', 1));
    expect(await modify(80)).toBe('accepted');
    const { Listeners } = await elbv2.send(new elb.DescribeListenersCommand({ LoadBalancerArn }));
    expect(Listeners!.map(({ Port }) => Port)).toEqual([80, 8081]);
  });

  it('is asked for, as its rules are, by something', async () => {
    expect(await refusal(elbv2.send(new elb.DescribeListenersCommand({})))).toBe(
      'ValidationError: You must specify either listener ARNs or a load balancer ARN',
    );
    const rules = (wish: elb.DescribeRulesCommandInput) => refusal(elbv2.send(new elb.DescribeRulesCommand(wish)));
    expect(await rules({})).toBe('ValidationError: You must specify either listener rule ARNs or a listener ARN');
    expect(await rules({ RuleArns: [`${stage.listenerArn}/nothing`] })).toMatch(/^RuleNotFound/);
    expect(await rules({ ListenerArn: stage.listenerArn })).toBe('accepted');
  });
});

describe('a target group', () => {
  const create = (changes: Partial<elb.CreateTargetGroupCommandInput>) =>
    refusal(
      elbv2.send(
        new elb.CreateTargetGroupCommand({
          Name: 'other',
          Protocol: 'HTTP',
          Port: 80,
          VpcId,
          TargetType: 'ip',
          ...changes,
        }),
      ),
    );
  const modify = (changes: Partial<elb.ModifyTargetGroupCommandInput>) =>
    refusal(elbv2.send(new elb.ModifyTargetGroupCommand({ TargetGroupArn, ...changes })));
  const portWords = "must be within '1-65535' or 'traffic-port'";
  const codeWords = "must be within '200-499' inclusive";

  it.each<[Partial<elb.CreateTargetGroupCommandInput>, string | RegExp]>([
    [{ Port: 99_999 }, most(99_999, 'port', 65_535)],
    [{ Port: 0 }, least(0, 'port', 1)],
    [
      { TargetType: 'foo' as never },
      /^ValidationError: .*Value 'foo' at 'targetType' .*\[instance, ip, lambda, alb\]$/,
    ],
    [{ TargetType: 'lambda' }, /^NotImplemented/],
    [{ Name: 'a_b' }, /^ValidationError: Target group name 'a_b' can only contain characters that are alphanumeric/],
    [{ Name: '-a' }, "ValidationError: Target group name '-a' cannot begin or end with '-'"],
    [{ Name: 'a-' }, "ValidationError: Target group name 'a-' cannot begin or end with '-'"],
    [{ Name: 'a'.repeat(33) }, /^ValidationError: Target group name 'a+' cannot be longer than '32' characters$/],
    // Only load balancers cannot be called that.
    [{ Name: 'internal-a' }, 'accepted'],
  ])('%j', async (changes, answer) => {
    const given = await create(changes);
    if (typeof answer === 'string') expect(given).toBe(answer);
    else expect(given).toMatch(answer);
  });

  it.each<[Partial<elb.ModifyTargetGroupCommandInput>, string | RegExp]>([
    [{ HealthCheckPort: 'abc' }, `ValidationError: Health check port 'abc' ${portWords}`],
    [{ HealthCheckPort: '0' }, `ValidationError: Health check port '0' ${portWords}`],
    [{ HealthCheckPort: '65536' }, `ValidationError: Health check port '65536' ${portWords}`],
    [{ HealthCheckPort: 'traffic-port' }, 'accepted'],
    [{ HealthCheckProtocol: 'FOO' as never }, /^ValidationError: .*Value 'FOO' at 'healthCheckProtocol'/],
    [{ HealthCheckProtocol: 'TCP' }, /^InvalidConfigurationRequestException: /],
    [{ HealthCheckEnabled: false }, /^ValidationError: Health check enabled must be true .* target type 'ip'$/],
    [{ HealthCheckIntervalSeconds: 4 }, least(4, 'healthCheckIntervalSeconds', 5)],
    [{ HealthCheckIntervalSeconds: 301 }, most(301, 'healthCheckIntervalSeconds', 300)],
    [{ HealthCheckTimeoutSeconds: 1 }, least(1, 'healthCheckTimeoutSeconds', 2)],
    [{ HealthCheckTimeoutSeconds: 121 }, most(121, 'healthCheckTimeoutSeconds', 120)],
    [{ HealthCheckTimeoutSeconds: 10 }, 'ValidationError: Health check interval must be greater than the timeout.'],
    [{ HealthyThresholdCount: 1 }, least(1, 'healthyThresholdCount', 2)],
    [{ UnhealthyThresholdCount: 11 }, most(11, 'unhealthyThresholdCount', 10)],
    [{ HealthCheckPath: 'health' }, /^ValidationError: Health check path 'health' must begin with/],
    [{ Matcher: { HttpCode: '299-200' } }, `ValidationError: Health check matcher HTTP code '299-200' ${codeWords}`],
    [{ Matcher: { HttpCode: '200-' } }, `ValidationError: Health check matcher HTTP code '200-' ${codeWords}`],
    [{ Matcher: { HttpCode: '200,500' } }, `ValidationError: Health check matcher HTTP code '200,500' ${codeWords}`],
    [{ Matcher: { HttpCode: '' } }, 'ValidationError: Health check matcher HTTP code cannot be empty'],
    [{ Matcher: { HttpCode: '200-299,404' } }, 'accepted'],
  ])('health check %j', async (changes, answer) => {
    const given = await modify(changes);
    if (typeof answer === 'string') expect(given).toBe(answer);
    else expect(given).toMatch(answer);
  });
});

describe('a target', () => {
  const register = (Id: string, more: Partial<elb.TargetDescription> = {}) =>
    refusal(elbv2.send(new elb.RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id, Port: 8080, ...more }] })));

  it('has an address of the VPC, or a private one with its zone named', async () => {
    const outside = (ip: string) =>
      `ValidationError: The Availability Zone is required for IP address '${ip}' because it is not in the VPC`;
    expect(await register('999.1.1.1')).toBe("ValidationError: The IP address '999.1.1.1' is not a valid IPv4 address");
    expect(await register('8.8.8.8')).toBe(outside('8.8.8.8'));
    expect(await register('8.8.8.8', { AvailabilityZone: 'all' })).toMatch(/^ValidationError: /);
    expect(await register('127.0.0.1', { AvailabilityZone: 'all' })).toMatch(/^ValidationError: /);
    // AWS goes by the subnets, not by the blocks of the VPC.
    expect(await register('10.0.200.1')).toBe(outside('10.0.200.1'));
    expect(await register('10.0.200.1', { AvailabilityZone: 'all' })).toBe('accepted');
    expect(await register('10.0.10.200', { AvailabilityZone: 'all' })).toBe(
      "ValidationError: The IP address '10.0.10.200' is within the VPC, and cannot have its Availability Zone overridden to 'all' from 'ap-northeast-1a'",
    );
    expect(await register('10.0.10.200', { AvailabilityZone: 'ap-northeast-1a' })).toBe('accepted');
    expect(await register('10.0.10.200', { Port: 99_999 })).toBe(most(99_999, 'targets.1.member.port', 65_535));
    const { TargetHealthDescriptions } = await elbv2.send(new elb.DescribeTargetHealthCommand({ TargetGroupArn }));
    expect(TargetHealthDescriptions!.map(({ Target }) => Target!.Id)).toEqual(['10.0.200.1', '10.0.10.200']);
  });

  it('is an instance only where there are any, which is not here', async () => {
    const made = await elbv2.send(
      new elb.CreateTargetGroupCommand({ Name: 'instances', Protocol: 'HTTP', Port: 80, VpcId }),
    );
    const of = (Id: string) =>
      refusal(
        elbv2.send(
          new elb.RegisterTargetsCommand({
            TargetGroupArn: made.TargetGroups![0]!.TargetGroupArn,
            Targets: [{ Id }],
          }),
        ),
      );
    expect(await of('10.0.10.9')).toBe("ValidationError: Instance ID '10.0.10.9' is not valid");
    expect(await of('i-0123456789abcdef0')).toMatch(/^InvalidTargetException: /);
  });
});

describe('an attribute', () => {
  const ofBalancer = (Key: string, Value: string) =>
    refusal(elbv2.send(new elb.ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes: [{ Key, Value }] })));
  const ofGroup = (...Attributes: elb.TargetGroupAttribute[]) =>
    refusal(elbv2.send(new elb.ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes })));

  it.each([
    ['deletion_protection.enabled', 'maybe', 'must be one of [true, false]'],
    ['idle_timeout.timeout_seconds', '0', "must be between '1-4000' inclusive"],
    ['idle_timeout.timeout_seconds', '4001', "must be between '1-4000' inclusive"],
    ['idle_timeout.timeout_seconds', '1e2', "must be between '1-4000' inclusive"],
    ['client_keep_alive.seconds', '59', "must be between '60-604800' inclusive"],
    ['routing.http.xff_header_processing.mode', 'x', 'must be one of [append, preserve, remove]'],
    ['load_balancing.cross_zone.enabled', 'false', 'must be one of [true]'],
  ])('of a load balancer: %s=%s', async (key, value, why) => {
    expect(await ofBalancer(key, value)).toBe(`ValidationError: '${key}' value '${value}' ${why}`);
  });

  it.each([
    ['slow_start.duration_seconds', '10', "must be between '30-900' inclusive"],
    ['deregistration_delay.timeout_seconds', '3601', "must be between '0-3600' inclusive"],
    ['deregistration_delay.timeout_seconds', '', "must be between '0-3600' inclusive"],
    ['stickiness.enabled', 'yes', 'must be one of [true, false]'],
    ['stickiness.type', 'source_ip', 'must be one of [lb_cookie, app_cookie]'],
    ['stickiness.lb_cookie.duration_seconds', '604801', "must be between '1-604800' inclusive"],
    [
      'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage',
      '101',
      "must be between '1-100' inclusive",
    ],
  ])('of a target group: %s=%s', async (Key, Value, why) => {
    expect(await ofGroup({ Key, Value })).toBe(`ValidationError: '${Key}' value '${Value}' ${why}`);
  });

  it('is one that the thing has, given once; what is refused changes nothing', async () => {
    expect(await ofBalancer('foo', '1')).toBe("ValidationError: Load balancer attribute key 'foo' is not recognized");
    const twice = { Key: 'slow_start.duration_seconds', Value: '0' };
    expect(await ofGroup(twice, twice)).toBe(
      "ValidationError: Attribute key 'slow_start.duration_seconds' has been specified more than once",
    );
    expect(await ofGroup({ ...twice, Value: '60' }, { Key: 'foo', Value: '' })).toBe(
      "ValidationError: Target group attribute key 'foo' is not recognized",
    );
    const { Attributes } = await elbv2.send(new elb.DescribeTargetGroupAttributesCommand({ TargetGroupArn }));
    expect(Attributes).toContainEqual(twice);
    expect(await ofGroup({ ...twice, Value: '30' })).toBe('accepted');
  });

  it('for stickiness by a cookie of the application is not simulated', async () => {
    const enabled = { Key: 'stickiness.enabled', Value: 'true' };
    expect(await ofGroup(enabled, { Key: 'stickiness.type', Value: 'app_cookie' })).toMatch(/^NotImplemented/);
    expect(await ofGroup({ Key: 'stickiness.type', Value: 'app_cookie' })).toBe('accepted');
    expect(await ofGroup(enabled)).toMatch(/^NotImplemented/);
  });
});

describe('a load balancer', () => {
  it.each([
    ['internal-web', "The load balancer name 'internal-web' cannot begin with 'internal-'"],
    ['-web', "The load balancer name '-web' cannot begin or end with '-'"],
    ['web-', "The load balancer name 'web-' cannot begin or end with '-'"],
    ['w'.repeat(33), `The load balancer name '${'w'.repeat(33)}' cannot be longer than '32' characters`],
  ])('is not called %s', async (Name, why) => {
    const made = elbv2.send(new elb.CreateLoadBalancerCommand({ Name, Subnets: stage.publicSubnets }));
    expect(await refusal(made)).toBe(`ValidationError: ${why}`);
  });

  it('stands in one subnet of a zone, with eight addresses left in it, even where it is a /28', async () => {
    const cloud = makeWorld();
    const vpc = await makeVpc(cloud);
    const subnet = async (CidrBlock: string, letter: string) => {
      const input = { VpcId: vpc.vpcId, CidrBlock, AvailabilityZone: `ap-northeast-1${letter}` };
      return (await cloud.ec2.send(new CreateSubnetCommand(input))).Subnet!.SubnetId!;
    };
    const Subnets = [await subnet('10.0.50.0/28', 'a'), await subnet('10.0.51.0/28', 'c')];
    const create = (Name: string, ids = Subnets) =>
      refusal(cloud.elbv2.send(new elb.CreateLoadBalancerCommand({ Name, Subnets: ids, Scheme: 'internal' })));
    const answers = [];
    for (const name of ['a', 'b', 'c', 'd', 'e']) answers.push(await create(name));
    const full = `InvalidSubnetException: Not enough IP space available in ${Subnets[0]}. ELB requires at least 8 free IP addresses in each subnet.`;
    // Eleven addresses of a /28 can be used, and each of these takes one.
    expect(answers).toEqual(['accepted', 'accepted', 'accepted', 'accepted', full]);
    expect(await create('a')).toBe('accepted');
    const { LoadBalancers } = await cloud.elbv2.send(new elb.DescribeLoadBalancersCommand({ Names: ['a'] }));
    const stay = new elb.SetSubnetsCommand({ LoadBalancerArn: LoadBalancers![0]!.LoadBalancerArn, Subnets });
    expect(await refusal(cloud.elbv2.send(stay))).toBe('accepted');
    expect(await create('f', [...vpc.publicSubnets, vpc.privateSubnets[0]!])).toBe(
      'InvalidConfigurationRequestException: A load balancer cannot be attached to multiple subnets in the same Availability Zone',
    );
  });
});
