import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  ListTagsForResourceCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { describe, expect, it } from 'vitest';
import { hasLogGroup, putLogLine } from '../../../../src/local-cloud/services/logs/lookups.js';
import { errorName, makeCloud } from '../../../support/cloud.js';

describe('log group', () => {
  it('is made once, keeps for ever until told otherwise, and goes once', async () => {
    const { logs, world } = makeCloud();
    const logGroupName = '/ecs/app';
    const create = () => logs.send(new CreateLogGroupCommand({ logGroupName, tags: { a: 'b' } }));
    await create();
    expect(await errorName(create())).toBe('ResourceAlreadyExistsException');
    expect(hasLogGroup(world, logGroupName)).toBe(true);
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/ecs/app-2' }));
    const list = async () =>
      (await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }))).logGroups!;
    expect((await list()).map((group) => group.logGroupName)).toEqual(['/ecs/app', '/ecs/app-2']);
    expect((await list())[0]!.retentionInDays).toBeUndefined();
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 7 }));
    expect((await list())[0]!.retentionInDays).toBe(7);
    const odd = new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 8 });
    expect(await errorName(logs.send(odd))).toBe('InvalidParameterException');
    const resourceArn = (await list())[0]!.logGroupArn!;
    await logs.send(new TagResourceCommand({ resourceArn, tags: { c: 'd' } }));
    await logs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] }));
    expect((await logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ c: 'd' });
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
    expect(await errorName(logs.send(new DeleteLogGroupCommand({ logGroupName })))).toBe('ResourceNotFoundException');
  });

  it('has a name by the rules', async () => {
    const { logs } = makeCloud();
    for (const logGroupName of ['aws/x', 'a b', '日本', 'x'.repeat(513)]) {
      const call = new CreateLogGroupCommand({ logGroupName });
      expect(await errorName(logs.send(call))).toBe('InvalidParameterException');
    }
    expect(await errorName(logs.send(new CreateLogGroupCommand({} as never)))).toBe('InvalidParameterException');
  });
});

describe('log lines', () => {
  it('are written by tasks and by callers, and read forwards and backwards', async () => {
    const { logs, world, clock } = makeCloud();
    const where = { logGroupName: '/g', logStreamName: 's' };
    expect(putLogLine(world, '/g', 's', 'lost', clock.now())).toBe(false);
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/g' }));
    for (let i = 0; i < 10; i += 1) putLogLine(world, '/g', 's', `line ${i}`, clock.now() + i);
    const newest = await logs.send(new GetLogEventsCommand({ ...where, limit: 3 }));
    expect(newest.events!.map(({ message }) => message)).toEqual(['line 7', 'line 8', 'line 9']);
    const older = await logs.send(new GetLogEventsCommand({ ...where, limit: 3, nextToken: newest.nextBackwardToken }));
    expect(older.events!.map(({ message }) => message)).toEqual(['line 4', 'line 5', 'line 6']);
    const end = await logs.send(new GetLogEventsCommand({ ...where, nextToken: newest.nextForwardToken }));
    expect(end).toMatchObject({ events: [], nextForwardToken: newest.nextForwardToken });
    const timestamp = clock.now() + 100;
    await logs.send(new PutLogEventsCommand({ ...where, logEvents: [{ timestamp, message: 'ERROR late' }] }));
    const fresh = await logs.send(new GetLogEventsCommand({ ...where, nextToken: newest.nextForwardToken }));
    expect(fresh.events).toMatchObject([{ timestamp, message: 'ERROR late' }]);
    const { logStreams } = await logs.send(new DescribeLogStreamsCommand({ logGroupName: '/g' }));
    expect(logStreams).toMatchObject([{ logStreamName: 's', lastEventTimestamp: timestamp }]);
  });

  it('are found by pattern and time over all streams', async () => {
    const { logs, world, clock } = makeCloud();
    const logGroupName = '/g';
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    putLogLine(world, '/g', 'b', 'ERROR disk full', clock.now() + 2);
    putLogLine(world, '/g', 'a', 'ERROR net', clock.now() + 1);
    putLogLine(world, '/g', 'a', 'fine', clock.now() + 3);
    const found = async (input: object) =>
      (await logs.send(new FilterLogEventsCommand({ logGroupName, ...input }))).events!.map(({ message }) => message);
    expect(await found({ filterPattern: 'ERROR' })).toEqual(['ERROR net', 'ERROR disk full']);
    expect(await found({ filterPattern: 'ERROR -disk' })).toEqual(['ERROR net']);
    expect(await found({ filterPattern: '"disk full"' })).toEqual(['ERROR disk full']);
    expect(await found({ filterPattern: '?net ?fine' })).toEqual(['ERROR net', 'fine']);
    expect(await found({ startTime: clock.now() + 3 })).toEqual(['fine']);
    expect(await found({ logStreamNames: ['b'] })).toEqual(['ERROR disk full']);
    const first = await logs.send(new FilterLogEventsCommand({ logGroupName, limit: 2 }));
    expect(await found({ limit: 2, nextToken: first.nextToken })).toEqual(['fine']);
  });

  it('are dropped from the oldest on, without confusing a reader', async () => {
    const { logs, world, clock } = makeCloud();
    const where = { logGroupName: '/g', logStreamName: 's' };
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/g' }));
    putLogLine(world, '/g', 's', 'first', clock.now());
    const { nextForwardToken: nextToken } = await logs.send(new GetLogEventsCommand(where));
    for (let i = 0; i < 10_005; i += 1) putLogLine(world, '/g', 's', String(i), clock.now());
    const next = await logs.send(new GetLogEventsCommand({ ...where, nextToken, limit: 1 }));
    expect(next.events![0]!.message).toBe('5');
  });

  it('must come in order, to a stream that is there', async () => {
    const { logs, clock } = makeCloud();
    const where = { logGroupName: '/g', logStreamName: 's' };
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/g' }));
    const put = (...times: number[]) =>
      logs.send(
        new PutLogEventsCommand({ ...where, logEvents: times.map((timestamp) => ({ timestamp, message: 'm' })) }),
      );
    expect(await errorName(put(clock.now()))).toBe('ResourceNotFoundException');
    await logs.send(new CreateLogStreamCommand(where));
    expect(await errorName(put(clock.now(), clock.now() - 1))).toBe('InvalidParameterException');
    const mixed = await put(clock.now() - 20 * 86_400_000, clock.now(), clock.now() + 86_400_000);
    expect(mixed.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 2 });
  });
});
