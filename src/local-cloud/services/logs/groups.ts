import { type LogGroup as GroupView, ResourceAlreadyExistsException } from '@aws-sdk/client-cloudwatch-logs';
import { refuse } from '../../refuse.js';
import type { World } from '../../world.js';
import { groupArn, invalid, type LogsApi, needGroup, paginate } from './api.js';
import { addGroup, hasLogGroup } from './lookups.js';
import { type LogGroup, logsSlice } from './store.js';

/** The retentions that CloudWatch Logs takes, in days. */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** What CloudWatch Logs counts on top of each line, in bytes. */
const EVENT_OVERHEAD = 26;

const storedBytes = (group: LogGroup): number =>
  Object.values(group.streams)
    .flatMap(({ events }) => events)
    .reduce((sum, { message }) => sum + message.length + EVENT_OVERHEAD, 0);

const view = (world: World, group: LogGroup): GroupView => ({
  logGroupName: group.name,
  arn: `${groupArn(world, group.name)}:*`,
  logGroupArn: groupArn(world, group.name),
  creationTime: group.createdAt,
  retentionInDays: group.retentionDays,
  kmsKeyId: group.kmsKeyId,
  logGroupClass: group.groupClass,
  deletionProtectionEnabled: group.protectedFromDeletion,
  metricFilterCount: 0,
  storedBytes: storedBytes(group),
});

function checkName(name: string): void {
  if (name.length > 512 || !/^[.\-_/#A-Za-z0-9]+$/.test(name)) {
    const why = 'Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+';
    throw invalid(
      `1 validation error detected: Value '${name}' at 'logGroupName' failed to satisfy constraint: ${why}`,
    );
  }
  if (name.startsWith('aws/')) throw invalid('Log groups starting with AWS/ are reserved for AWS.');
}

/** Log groups and their retention. */
export const groupOperations: LogsApi = {
  CreateLogGroup: ({ logGroupName, kmsKeyId, tags, logGroupClass, deletionProtectionEnabled }, { world }) => {
    checkName(logGroupName);
    if (hasLogGroup(world, logGroupName)) {
      throw new ResourceAlreadyExistsException({ message: 'The specified log group already exists', $metadata: {} });
    }
    addGroup(world, logGroupName, {
      tags: { ...tags },
      ...(logGroupClass && { groupClass: logGroupClass }),
      ...(deletionProtectionEnabled && { protectedFromDeletion: true }),
      ...(kmsKeyId && { kmsKeyId }),
    });
    return {};
  },
  DescribeLogGroups: ({ logGroupNamePrefix, logGroupNamePattern, limit, nextToken }, { world }) => {
    if (logGroupNamePrefix && logGroupNamePattern) {
      throw invalid('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
    }
    const found = Object.values(world.of(logsSlice).groups)
      .filter(({ name }) => name.startsWith(logGroupNamePrefix ?? ''))
      .filter(({ name }) => name.toLowerCase().includes((logGroupNamePattern ?? '').toLowerCase()))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const page = paginate(found, { limit, nextToken });
    return { logGroups: page.items.map((group) => view(world, group)), nextToken: page.nextToken };
  },
  DeleteLogGroup: ({ logGroupName }, { world }) => {
    const group = needGroup(world, logGroupName);
    if (group.protectedFromDeletion) {
      refuse('ValidationException', 'The log group has deletion protection enabled and cannot be deleted.');
    }
    delete world.of(logsSlice).groups[group.name];
    return {};
  },
  PutLogGroupDeletionProtection: ({ logGroupIdentifier, deletionProtectionEnabled }, { world }) => {
    needGroup(world, logGroupIdentifier).protectedFromDeletion = deletionProtectionEnabled;
    return {};
  },
  PutRetentionPolicy: ({ logGroupName, retentionInDays }, { world }) => {
    const group = needGroup(world, logGroupName);
    if (!RETENTIONS.includes(retentionInDays)) {
      const why = `Member must satisfy enum value set: [${RETENTIONS.join(', ')}]`;
      throw invalid(
        `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: ${why}`,
      );
    }
    group.retentionDays = retentionInDays;
    return {};
  },
  DeleteRetentionPolicy: ({ logGroupName }, { world }) => {
    delete needGroup(world, logGroupName).retentionDays;
    return {};
  },
};
