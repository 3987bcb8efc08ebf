import { expect, it } from 'vitest';
import { makeNetwork } from './network.js';
import { judge, openStage, text } from './stage.js';

const stage = await openStage('ec2', 'iam', 'elbv2');
const { aws } = stage;
const made = await makeNetwork(stage.endpoint);

judge(stage, ['elbv2'], () => {
  it('a load balancer from its making to its end', async () => {
    const balancer = `elbv2 create-load-balancer --name b --subnets ${made.subnets.join(' ')} --security-groups ${made.group} --tags Key=a,Value=b`;
    const lb = await aws.text(`${balancer} ${text} LoadBalancers[0].LoadBalancerArn`);
    await aws.text(`elbv2 wait load-balancer-available --load-balancer-arns ${lb}`);
    expect(await aws.json('elbv2 describe-load-balancers --names b')).toMatchObject({
      LoadBalancers: [
        {
          LoadBalancerArn: lb,
          Scheme: 'internet-facing',
          State: { Code: 'active' },
          Type: 'application',
          VpcId: made.vpc,
        },
      ],
    });
    await aws.text(
      `elbv2 modify-load-balancer-attributes --load-balancer-arn ${lb} --attributes Key=idle_timeout.timeout_seconds,Value=30`,
    );
    const idle = 'Attributes[?Key==`idle_timeout.timeout_seconds`].Value';
    expect(await aws.text(`elbv2 describe-load-balancer-attributes --load-balancer-arn ${lb} ${text}`, idle)).toBe(
      '30',
    );
    await aws.text(`elbv2 describe-capacity-reservation --load-balancer-arn ${lb}`);
    await aws.text(`elbv2 set-security-groups --load-balancer-arn ${lb} --security-groups ${made.group}`);
    await aws.text(`elbv2 set-subnets --load-balancer-arn ${lb} --subnets ${made.subnets.join(' ')}`);
    await aws.text(`elbv2 add-tags --resource-arns ${lb} --tags Key=c,Value=d`);
    await aws.text(`elbv2 remove-tags --resource-arns ${lb} --tag-keys a`);
    expect(await aws.json(`elbv2 describe-tags --resource-arns ${lb}`)).toEqual({
      TagDescriptions: [{ ResourceArn: lb, Tags: [{ Key: 'c', Value: 'd' }] }],
    });

    const group = `elbv2 create-target-group --name t --protocol HTTP --port 80 --target-type ip --vpc-id ${made.vpc} --health-check-path /health`;
    const tg = await aws.text(`${group} ${text} TargetGroups[0].TargetGroupArn`);
    await aws.text(`elbv2 modify-target-group --target-group-arn ${tg} --health-check-interval-seconds 10`);
    expect(await aws.json('elbv2 describe-target-groups --names t')).toMatchObject({
      TargetGroups: [
        {
          TargetGroupArn: tg,
          HealthCheckIntervalSeconds: 10,
          HealthCheckPath: '/health',
          Matcher: { HttpCode: '200' },
        },
      ],
    });
    await aws.text(
      `elbv2 modify-target-group-attributes --target-group-arn ${tg} --attributes Key=deregistration_delay.timeout_seconds,Value=0`,
    );
    const delay = 'Attributes[?Key==`deregistration_delay.timeout_seconds`].Value';
    expect(await aws.text(`elbv2 describe-target-group-attributes --target-group-arn ${tg} ${text}`, delay)).toBe('0');
    const listen = `elbv2 create-listener --load-balancer-arn ${lb} --protocol HTTP --port 80 --default-actions Type=forward,TargetGroupArn=${tg}`;
    const listener = await aws.text(`${listen} ${text} Listeners[0].ListenerArn`);
    await aws.text(
      `elbv2 modify-listener --listener-arn ${listener} --default-actions Type=forward,TargetGroupArn=${tg}`,
    );
    await aws.text(
      `elbv2 modify-listener-attributes --listener-arn ${listener} --attributes Key=routing.http.response.server.enabled,Value=false`,
    );
    const shown = 'Attributes[?Key==`routing.http.response.server.enabled`].Value';
    expect(await aws.text(`elbv2 describe-listener-attributes --listener-arn ${listener} ${text}`, shown)).toBe(
      'false',
    );
    expect(await aws.json(`elbv2 describe-listeners --load-balancer-arn ${lb}`)).toMatchObject({
      Listeners: [{ ListenerArn: listener, Port: 80, DefaultActions: [{ Type: 'forward', TargetGroupArn: tg }] }],
    });
    expect(await aws.text(`elbv2 describe-rules --listener-arn ${listener} ${text} Rules[].Priority`)).toBe('default');
    await aws.text(`elbv2 register-targets --target-group-arn ${tg} --targets Id=10.0.0.200,Port=80`);
    expect(
      await aws.text(
        `elbv2 describe-target-health --target-group-arn ${tg} ${text} TargetHealthDescriptions[].Target.Id`,
      ),
    ).toBe('10.0.0.200');
    await aws.text(`elbv2 deregister-targets --target-group-arn ${tg} --targets Id=10.0.0.200,Port=80`);
    expect(await aws.refused(`elbv2 delete-target-group --target-group-arn ${tg}`)).toBe('ResourceInUse');

    await aws.text(`elbv2 delete-listener --listener-arn ${listener}`);
    await aws.text(`elbv2 delete-load-balancer --load-balancer-arn ${lb}`);
    await aws.text(`elbv2 wait load-balancers-deleted --load-balancer-arns ${lb}`);
    await aws.text(`elbv2 delete-target-group --target-group-arn ${tg}`);
    expect(await aws.refused('elbv2 describe-target-groups --names t')).toBe('TargetGroupNotFound');
  });
});
