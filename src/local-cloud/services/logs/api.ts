import { InvalidParameterException, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import type { Api } from '../../service.js';
import type { World } from '../../world.js';
import { type LogGroup, type LogStream, logsSlice } from './store.js';

/** Some of the operations of CloudWatch Logs. */
export type LogsApi = Partial<Api<typeof import('@aws-sdk/client-cloudwatch-logs')>>;

/** The error for a parameter that cannot be. */
export const invalid = (message: string): InvalidParameterException =>
  new InvalidParameterException({ message, $metadata: {} });

/** The ARN of a group, without the `:*` that some answers put behind it. */
export const groupArn = (world: World, name: string): string => world.arn('logs', `log-group:${name}`);

/** The group of that name (or ARN), or ResourceNotFound. */
export function needGroup(world: World, nameOrArn: string | undefined): LogGroup {
  const { groups } = world.of(logsSlice);
  const prefix = groupArn(world, '');
  const name = nameOrArn?.startsWith(prefix) ? nameOrArn.slice(prefix.length).replace(/:\*$/, '') : nameOrArn;
  if (!name) throw invalid('Either a log group name or an identifier must be given.');
  if (!Object.hasOwn(groups, name)) {
    throw new ResourceNotFoundException({ message: 'The specified log group does not exist.', $metadata: {} });
  }
  return groups[name]!;
}

/** The stream of that name, or ResourceNotFound. */
export function needStream(group: LogGroup, name: string): LogStream {
  if (!Object.hasOwn(group.streams, name)) {
    throw new ResourceNotFoundException({ message: 'The specified log stream does not exist.', $metadata: {} });
  }
  return group.streams[name]!;
}

/** One page of a list. */
export function paginate<T>(
  items: readonly T[],
  { limit = 50, nextToken }: { limit?: number | undefined; nextToken?: string | undefined },
): { items: T[]; nextToken?: string } {
  const start = nextToken === undefined ? 0 : Number(Buffer.from(nextToken, 'base64').toString());
  if (!Number.isInteger(start) || start < 0) throw invalid('The specified nextToken is invalid.');
  const end = start + limit;
  return {
    items: items.slice(start, end),
    ...(end < items.length && { nextToken: Buffer.from(String(end)).toString('base64') }),
  };
}
