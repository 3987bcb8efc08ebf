import * as elb from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, it, vi } from 'vitest';
import { makeStage } from '../stage.js';

it('hands the data plane what a load balancer and its target group are set to', async () => {
  const stage = await makeStage();
  const apply = vi.spyOn(stage.plane.balancers, 'apply');
  const given = () => apply.mock.lastCall![0];
  const { elbv2, targetGroupArn: TargetGroupArn, loadBalancerArn: LoadBalancerArn } = stage;
  const ofGroup = (Attributes: elb.TargetGroupAttribute[]) =>
    elbv2.send(new elb.ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
  const check = (changes: Partial<elb.ModifyTargetGroupCommandInput>) =>
    elbv2.send(new elb.ModifyTargetGroupCommand({ TargetGroupArn, ...changes }));

  await elbv2.send(
    new elb.ModifyLoadBalancerAttributesCommand({
      LoadBalancerArn,
      Attributes: [{ Key: 'idle_timeout.timeout_seconds', Value: '5' }],
    }),
  );
  expect(given()).toMatchObject({ arn: LoadBalancerArn, idleTimeoutSeconds: 5 });
  expect(given().targetGroups[0]!.stickySeconds).toBeUndefined();

  await ofGroup([
    { Key: 'stickiness.enabled', Value: 'true' },
    { Key: 'stickiness.lb_cookie.duration_seconds', Value: '90' },
  ]);
  expect(given().targetGroups[0]!.stickySeconds).toBe(90);
  await ofGroup([{ Key: 'stickiness.enabled', Value: 'false' }]);
  expect(given().targetGroups[0]!.stickySeconds).toBeUndefined();

  await elbv2.send(
    new elb.RegisterTargetsCommand({
      TargetGroupArn,
      Targets: [
        { Id: '10.0.10.9', Port: 8080 },
        { Id: '10.0.10.9', Port: 9999 },
      ],
    }),
  );
  await check({ HealthCheckPort: '9999', HealthCheckProtocol: 'HTTPS' });
  expect(given().targetGroups[0]!.healthCheck.protocol).toBe('HTTPS');
  expect(given().targetGroups[0]!.targets).toEqual([
    { id: '10.0.10.9', port: 8080, draining: false, checkPort: 9999 },
    { id: '10.0.10.9', port: 9999, draining: false },
  ]);
  const { TargetHealthDescriptions } = await elbv2.send(new elb.DescribeTargetHealthCommand({ TargetGroupArn }));
  expect(TargetHealthDescriptions!.map(({ HealthCheckPort }) => HealthCheckPort)).toEqual(['9999', '9999']);
  await check({ HealthCheckPort: 'traffic-port' });
  expect(given().targetGroups[0]!.targets[0]).toEqual({ id: '10.0.10.9', port: 8080, draining: false });
});

it('takes a fixed health check port that is the container port for the place where the task is reached', async () => {
  const stage = await makeStage();
  await stage.start({}, { healthCheckGracePeriodSeconds: 600 });
  await stage.pass(30);
  const group = stage.world.plane.balancers;
  const apply = vi.spyOn(group, 'apply');
  await stage.elbv2.send(
    new elb.ModifyTargetGroupCommand({ TargetGroupArn: stage.targetGroupArn, HealthCheckPort: '8080' }),
  );
  const { targets } = apply.mock.lastCall![0].targetGroups[0]!;
  expect(targets).toHaveLength(2);
  for (const target of targets) expect(target.checkPort).toBeUndefined();
});
