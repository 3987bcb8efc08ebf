import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeNetworkInterfacesCommand } from '@aws-sdk/client-ec2';
import {
  CreateServiceCommand,
  DeleteClusterCommand,
  DeleteServiceCommand,
  DescribeServicesCommand,
  ListServicesCommand,
  StopTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { DeleteTargetGroupCommand, DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { errorName } from '../../../support/cloud.js';
import { makeStage, slow } from '../stage.js';

const messages = (events: { message?: string }[] | undefined) => (events ?? []).map(({ message }) => message ?? '');

describe('a service', () => {
  it('brings two tasks up behind the load balancer and reaches a steady state', async () => {
    const stage = await makeStage();
    await stage.start();
    expect(await stage.look()).toMatchObject({ runningCount: 2, deployments: [{ rolloutState: 'IN_PROGRESS' }] });
    expect(await stage.targets()).toEqual(['initial', 'initial']);
    await stage.pass(30);
    expect(await stage.targets()).toEqual(['healthy', 'healthy']);
    const service = await stage.look();
    expect(service).toMatchObject({
      status: 'ACTIVE',
      deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }],
    });
    expect(messages(service.events)[0]).toBe('(service api) has reached a steady state.');
    expect(messages(service.events).join()).toContain(`registered 1 targets in (target-group ${stage.targetGroupArn})`);
    expect(stage.plane.request(`http://${stage.dnsName}/health`).status).toBe(200);
  });

  it('shows its tasks with their interface, in both subnets, and their lines in the log group', async () => {
    const stage = await makeStage();
    await stage.start();
    await stage.pass(30);
    const tasks = await stage.tasks();
    expect(tasks).toHaveLength(2);
    const detail = (i: number, key: string) =>
      tasks[i]!.attachments![0]!.details!.find(({ name }) => name === key)?.value;
    expect([detail(0, 'subnetId'), detail(1, 'subnetId')].sort()).toEqual([...stage.privateSubnets].sort());
    expect(detail(0, 'privateIPv4Address')).toMatch(/^10\.0\.1[01]\./);
    const health = await stage.elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn: stage.targetGroupArn }));
    expect(health.TargetHealthDescriptions!.map(({ Target }) => Target!.Id)).toContain(detail(0, 'privateIPv4Address'));
    const { events } = await stage.logs.send(new FilterLogEventsCommand({ logGroupName: '/demo' }));
    expect(messages(events)).toEqual(['started', 'started']);
  });

  it('takes its time where AWS does: no task runs at once, none is healthy before its checks', async () => {
    const stage = await makeStage({ weather: slow({ 'ecs.task.start': 30, 'elbv2.load-balancer.create': 180 }) });
    await stage.pass(200);
    await stage.start();
    expect(await stage.look()).toMatchObject({ runningCount: 0 });
    const seen = new Set<string>();
    for (let i = 0; i < 40; i += 1) {
      for (const { lastStatus } of await stage.tasks()) seen.add(lastStatus!);
      await stage.pass(5);
    }
    expect([...seen]).toEqual(['PROVISIONING', 'PENDING', 'RUNNING']);
    expect(await stage.look()).toMatchObject({ runningCount: 2, deployments: [{ rolloutState: 'COMPLETED' }] });
  });

  it('rolls an update without ever falling below its count', async () => {
    const stage = await makeStage();
    await stage.start();
    await stage.pass(30);
    await stage.ecs.send(stage.definition({ environment: [{ name: 'VERSION', value: '2' }] }));
    await stage.ecs.send(new UpdateServiceCommand({ cluster: 'demo', service: 'api', taskDefinition: 'api' }));
    expect((await stage.look()).deployments!.map(({ status }) => status)).toEqual(['PRIMARY', 'ACTIVE']);
    let least = 9;
    for (let i = 0; i < 12; i += 1) {
      await stage.pass(5);
      least = Math.min(least, (await stage.targets()).filter((state) => state === 'healthy').length);
    }
    expect(least).toBe(2);
    const after = await stage.look();
    expect(after.deployments).toMatchObject([{ rolloutState: 'COMPLETED', runningCount: 2 }]);
    expect(after.taskDefinition).toMatch(/:2$/);
    expect(messages(after.events).join()).toContain('has begun draining connections on ');
    expect((await stage.tasks('STOPPED')).map(({ stopCode }) => stopCode)).toEqual(
      Array(2).fill('ServiceSchedulerInitiated'),
    );
  });

  it('rolls a failing update back, and is stable again with the old revision', async () => {
    const stage = await makeStage();
    await stage.start();
    await stage.pass(30);
    const digest = stage.plane.pushImage('api', { tags: ['bad'], app: { ...stage.plane.app, exitsWith: 1 } });
    await stage.ecs.send(stage.definition({ image: `${stage.plane.registry.host}/api@${digest}` }));
    await stage.ecs.send(new UpdateServiceCommand({ cluster: 'demo', service: 'api', taskDefinition: 'api' }));
    await stage.pass(60);
    const service = await stage.look();
    expect(service.taskDefinition).toMatch(/:1$/);
    expect(service.deployments).toMatchObject([{ rolloutState: 'COMPLETED' }]);
    const told = messages(service.events).join();
    expect(told).toContain('deployment failed: tasks failed to start.');
    expect(told).toContain('rolling back to deployment ecs-svc/');
    expect(await stage.targets()).toEqual(['healthy', 'healthy']);
  });

  it('replaces a task that crashes and one that somebody stops', async () => {
    const stage = await makeStage();
    await stage.start();
    await stage.pass(30);
    const [first, second] = await stage.tasks();
    stage.plane.crash(first!.taskArn!, 137);
    await stage.ecs.send(new StopTaskCommand({ cluster: 'demo', task: second!.taskArn!, reason: 'test' }));
    await stage.pass(60);
    const stopped = await stage.tasks('STOPPED');
    expect(
      stopped
        .map(({ stopCode, stoppedReason, containers }) => [stopCode, stoppedReason, containers![0]!.exitCode])
        .sort(),
    ).toEqual([
      ['EssentialContainerExited', 'Essential container in task exited', 137],
      ['UserInitiated', 'test', 143],
    ]);
    expect(await stage.targets()).toEqual(['healthy', 'healthy']);
  });

  it('starts its tasks again when the data plane was lost', async () => {
    const stage = await makeStage();
    await stage.start();
    await stage.pass(30);
    for (const { taskArn } of await stage.tasks()) stage.plane.tasks.forget(taskArn!);
    stage.plane.balancers.remove(stage.loadBalancerArn);
    await stage.pass(30);
    expect(await stage.targets()).toEqual(['healthy', 'healthy']);
    expect(await stage.look()).toMatchObject({ runningCount: 2 });
  });

  it('goes by way of DRAINING, and its interfaces later still', async () => {
    const stage = await makeStage({
      weather: slow({ 'ecs.task.stop': 20, 'ec2.network-interface.release': 150, 'ecs.service.forget': 3600 }),
    });
    await stage.pass(200);
    await stage.start();
    await stage.pass(200);
    const remove = (force?: boolean) => new DeleteServiceCommand({ cluster: 'demo', service: 'api', force });
    expect(await errorName(stage.ecs.send(remove()))).toBe('InvalidParameterException');
    await stage.ecs.send(remove(true));
    await expect(stage.ecs.send(new CreateServiceCommand(stage.service))).rejects.toThrow(
      'Unable to Start a service that is still Draining.',
    );
    expect((await stage.ecs.send(new ListServicesCommand({ cluster: 'demo' }))).serviceArns).toEqual([]);
    const cluster = new DeleteClusterCommand({ cluster: 'demo' });
    expect(await errorName(stage.ecs.send(cluster))).toBe('ClusterContainsServicesException');
    await stage.pass(10);
    expect(await stage.look()).toMatchObject({ status: 'DRAINING' });
    await stage.pass(10);
    expect(await stage.look()).toMatchObject({ status: 'INACTIVE', desiredCount: 0 });
    expect(await errorName(stage.ecs.send(cluster))).toBe('ClusterContainsTasksException');
    await stage.pass(40);
    const { cluster: gone } = await stage.ecs.send(cluster);
    expect(gone).toMatchObject({ status: 'INACTIVE' });
    const Filters = [{ Name: 'requester-id', Values: ['amazon-ecs'] }];
    const interfaces = async () =>
      (await stage.ec2.send(new DescribeNetworkInterfacesCommand({ Filters }))).NetworkInterfaces!.length;
    expect(await interfaces()).toBe(2);
    await stage.pass(900, 30);
    expect(await interfaces()).toBe(0);
  });

  it('is forgotten in the end', async () => {
    const stage = await makeStage();
    await stage.start();
    await stage.ecs.send(new DeleteServiceCommand({ cluster: 'demo', service: 'api', force: true }));
    await stage.pass(120);
    const { services, failures } = await stage.ecs.send(
      new DescribeServicesCommand({ cluster: 'demo', services: ['api'] }),
    );
    expect([services, failures![0]!.reason]).toEqual([[], 'MISSING']);
    const again = stage.ecs.send(new DeleteServiceCommand({ cluster: 'demo', service: 'api' }));
    expect(await errorName(again)).toBe('ServiceNotFoundException');
  });

  it('is made once: the same request again gives it, another one is refused', async () => {
    const stage = await makeStage();
    await stage.start();
    const again = await stage.ecs.send(new CreateServiceCommand(stage.service));
    expect(again.service!.serviceName).toBe('api');
    await expect(stage.ecs.send(new CreateServiceCommand({ ...stage.service, desiredCount: 3 }))).rejects.toThrow(
      'Creation of service was not idempotent.',
    );
    const used = stage.elbv2.send(new DeleteTargetGroupCommand({ TargetGroupArn: stage.targetGroupArn }));
    expect(await errorName(used)).toBe('ResourceInUseException');
  });
});
