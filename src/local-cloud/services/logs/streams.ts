import { ResourceAlreadyExistsException, type LogStream as StreamView } from '@aws-sdk/client-cloudwatch-logs';
import type { World } from '../../world.js';
import { groupArn, invalid, type LogsApi, needGroup, needStream, paginate } from './api.js';
import { newStream } from './lookups.js';
import type { LogGroup, LogStream } from './store.js';

const view = (world: World, group: LogGroup, stream: LogStream): StreamView => ({
  logStreamName: stream.name,
  arn: `${groupArn(world, group.name)}:log-stream:${stream.name}`,
  creationTime: stream.createdAt,
  firstEventTimestamp: stream.events[0]?.at,
  lastEventTimestamp: stream.events.at(-1)?.at,
  lastIngestionTime: stream.events.at(-1)?.ingestedAt,
  uploadSequenceToken: String(stream.dropped + stream.events.length),
  storedBytes: 0,
});

/** Log streams. */
export const streamOperations: LogsApi = {
  CreateLogStream: ({ logGroupName, logStreamName }, { world }) => {
    const { streams } = needGroup(world, logGroupName);
    if (/[:*]/.test(logStreamName) || logStreamName.length > 512)
      throw invalid(`Log stream name ${logStreamName} is invalid.`);
    if (Object.hasOwn(streams, logStreamName)) {
      throw new ResourceAlreadyExistsException({ message: 'The specified log stream already exists', $metadata: {} });
    }
    streams[logStreamName] = newStream(world, logStreamName);
    return {};
  },
  DescribeLogStreams: (input, { world }) => {
    const group = needGroup(world, input.logGroupName ?? input.logGroupIdentifier);
    if (input.orderBy === 'LastEventTime' && input.logStreamNamePrefix) {
      throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
    }
    const found = Object.values(group.streams).filter(({ name }) => name.startsWith(input.logStreamNamePrefix ?? ''));
    const latest = (stream: LogStream) => stream.events.at(-1)?.at ?? 0;
    found.sort(
      input.orderBy === 'LastEventTime' ? (a, b) => latest(a) - latest(b) : (a, b) => (a.name < b.name ? -1 : 1),
    );
    if (input.descending) found.reverse();
    const page = paginate(found, input);
    return { logStreams: page.items.map((stream) => view(world, group, stream)), nextToken: page.nextToken };
  },
  DeleteLogStream: ({ logGroupName, logStreamName }, { world }) => {
    const group = needGroup(world, logGroupName);
    delete group.streams[needStream(group, logStreamName).name];
    return {};
  },
};
