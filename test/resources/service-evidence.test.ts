import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { DescribeTargetGroupsCommand, DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { service } from '../../src/resources/ecs/service.js';
import type { ServiceLive } from '../../src/resources/ecs/service-health.js';
import type { ServiceProps } from '../../src/resources/ecs/service-wish.js';
import { answer, refusal } from './cases/contract-case.js';
import { fakeAws } from './cases/fake-aws.js';

let cloud: ReturnType<typeof fakeAws>;
beforeEach(() => {
  cloud = fakeAws();
});
afterEach(() => cloud.restore());

const props = { cluster: 'shop-cluster', targetGroupArn: 'arn:tg', containerPort: 80 } as ServiceProps;
const live = { id: 'arn:service', name: 'shop-service' } as ServiceLive;
const explain = () => service.explain?.(cloud.aws, live, props);

const died = (id: string, minute: number, exitCode: number): Task => ({
  taskArn: `arn:aws:ecs:x:1:task/shop-cluster/${id}`,
  taskDefinitionArn: 'arn:task:1',
  stoppedAt: new Date(Date.UTC(2026, 10, 23, 12, minute)),
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
  containers: [{ exitCode }],
});
const unpullable = (id: string): Task => ({
  taskArn: `arn:aws:ecs:x:1:task/shop-cluster/${id}`,
  taskDefinitionArn: 'arn:task:1',
  stoppedAt: new Date(Date.UTC(2026, 10, 23, 11)),
  stopCode: 'TaskFailedToStart',
  stoppedReason: `CannotPullContainerError: dial tcp 10.0.0.${id.length}:443: i/o timeout`,
});
const at = new Date(Date.UTC(2026, 10, 23, 12));

const quiet = [
  answer(DescribeServicesCommand, { services: [{ deployments: [{ rolloutState: 'COMPLETED' }] }] }),
  answer(ListTasksCommand, { taskArns: [] }),
  answer(DescribeTargetHealthCommand, { TargetHealthDescriptions: [{ TargetHealth: { State: 'healthy' } }] }),
];
const dead = [
  answer(ListTasksCommand, ({ desiredStatus, serviceName }) => ({
    taskArns: desiredStatus === 'STOPPED' && serviceName === 'shop-service' ? ['a'] : [],
  })),
  answer(DescribeTasksCommand, {
    tasks: [unpullable('p'), died('one', 1, 1), died('two', 2, 1), unpullable('pp')],
  }),
  answer(DescribeTaskDefinitionCommand, {
    taskDefinition: {
      containerDefinitions: [
        {
          name: 'app',
          logConfiguration: {
            logDriver: 'awslogs',
            options: { 'awslogs-group': '/shop/app', 'awslogs-stream-prefix': 'prefix' },
          },
        },
      ],
    },
  }),
  answer(GetLogEventsCommand, ({ logGroupName, logStreamName }) =>
    logGroupName === '/shop/app' && logStreamName === 'prefix/app/two'
      ? { events: [{ message: 'connecting' }, { message: 'no database' }] }
      : refusal('ResourceNotFoundException'),
  ),
];

describe('the evidence of a service', () => {
  it('is nothing while all is well', async () => {
    cloud.answers(quiet);
    expect(await explain()).toEqual([]);
  });

  it('tells once for each reason why tasks stopped, and the last words of the newest', async () => {
    cloud.answers(quiet, dead);
    expect(await explain()).toEqual([
      {
        kind: 'stopped-task',
        task: 'two',
        stopCode: 'EssentialContainerExited',
        reason: 'Essential container in task exited',
        exitCode: 1,
        count: 2,
      },
      {
        kind: 'stopped-task',
        task: 'p',
        stopCode: 'TaskFailedToStart',
        reason: 'CannotPullContainerError: dial tcp 10.0.0.1:443: i/o timeout',
        exitCode: undefined,
        count: 2,
      },
      { kind: 'log', task: 'two', lines: ['connecting', 'no database'] },
    ]);
  });

  it('goes without the last words when there is no log stream', async () => {
    cloud.answers(quiet, dead, [answer(GetLogEventsCommand, refusal('ResourceNotFoundException'))]);
    expect((await explain())?.map((it) => it.kind)).toEqual(['stopped-task', 'stopped-task']);
  });

  it('tells of rollout, targets and the last five events', async () => {
    cloud.answers(quiet, [
      answer(DescribeServicesCommand, {
        services: [
          {
            deployments: [{ rolloutState: 'FAILED', rolloutStateReason: 'tasks failed to start' }],
            events: Array.from({ length: 9 }, (_, i) => ({ createdAt: at, message: `event ${i}` })),
          },
        ],
      }),
      answer(DescribeTargetHealthCommand, {
        TargetHealthDescriptions: [
          {
            Target: { Id: '10.0.0.4', Port: 80 },
            TargetHealth: { State: 'unhealthy', Reason: 'Target.ResponseCodeMismatch', Description: 'codes: [404]' },
          },
        ],
      }),
      answer(DescribeTargetGroupsCommand, {
        TargetGroups: [{ HealthCheckPath: '/health', HealthCheckPort: 'traffic-port', Matcher: { HttpCode: '200' } }],
      }),
    ]);
    const evidence = await explain();
    expect(evidence?.slice(0, 3)).toEqual([
      { kind: 'rollout', state: 'FAILED', reason: 'tasks failed to start' },
      { kind: 'check', path: '/health', port: 80, codes: '200' },
      {
        kind: 'target',
        target: '10.0.0.4:80',
        state: 'unhealthy',
        reason: 'Target.ResponseCodeMismatch',
        description: 'codes: [404]',
        count: 1,
      },
    ]);
    expect(evidence?.slice(3).map((it) => it.kind === 'event' && [it.at, it.message])).toEqual(
      [0, 1, 2, 3, 4].map((i) => [at.toISOString().replace('.000', ''), `event ${i}`]),
    );
  });

  it('does not fail when the cluster is gone', async () => {
    cloud.answers(
      [DescribeServicesCommand, ListTasksCommand].map((it) => ({
        command: it,
        say: () => refusal('ClusterNotFoundException'),
      })),
      [answer(DescribeTargetHealthCommand, refusal('TargetGroupNotFoundException'))],
    );
    expect(await explain()).toEqual([]);
  });
});

describe('what hinders a service', () => {
  const begun = new Date(Date.UTC(2026, 10, 23, 12));
  const event = (minute: number, message: string) => ({ createdAt: new Date(+begun + minute * 60_000), message });
  const full = "(service x) was unable to place a task. Reason: You've reached the limit on the number of vCPUs.";
  const hindranceOf = async (events: object[]) => {
    const found = {
      serviceArn: 'arn:service',
      status: 'ACTIVE',
      deployments: [{ status: 'PRIMARY', createdAt: begun, rolloutState: 'IN_PROGRESS' }] as never,
      events: events as never,
    };
    cloud.answers([answer(DescribeServicesCommand, { services: [found] })]);
    const it = await service.find(cloud.aws, { name: 'x', tags: {}, props });
    return it && service.hindrance?.(it);
  };

  it('is the newest event of this deployment that tells of no place for a task', async () => {
    expect(await hindranceOf([event(2, full), event(1, '(service x) has started 1 tasks: (task a).')])).toEqual({
      kind: 'event',
      at: '2026-11-23T12:02:00Z',
      message: full,
    });
  });

  it('is over once tasks were started, and none of an earlier deployment', async () => {
    expect(await hindranceOf([event(3, '(service x) has started 2 tasks: (task a).'), event(2, full)])).toBeUndefined();
    expect(await hindranceOf([event(-1, full)])).toBeUndefined();
    expect(await hindranceOf([])).toBeUndefined();
  });
});
