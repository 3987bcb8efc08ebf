import {
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  type LogGroup,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { logGroup } from '../../../src/resources/logs/log-group.js';
import { answer, type ContractCase, call, name, ours, refusal } from './contract-case.js';

const arn = `arn:aws:logs:ap-northeast-1:123456789012:log-group:${name}`;
const aGroup: LogGroup = { logGroupName: name, arn: `${arn}:*`, retentionInDays: 7 };
const longer: LogGroup = { logGroupName: `${name}-2`, retentionInDays: 1 };
/** As CloudWatch Logs does: the name is only a prefix. */
const groups = (...items: LogGroup[]) =>
  answer(DescribeLogGroupsCommand, ({ logGroupNamePrefix = '' }) => ({
    logGroups: items.filter((it) => it.logGroupName?.startsWith(logGroupNamePrefix)),
  }));

/** The contract of log groups. */
export const logsCases: readonly ContractCase[] = [
  {
    resource: logGroup,
    id: name,
    props: { retentionDays: 7 },
    absent: [groups(longer)],
    create: { call: call(CreateLogGroupCommand, { logGroupName: name, tags: { ...ours } }), answers: [] },
    present: [
      groups(aGroup, longer),
      answer(ListTagsForResourceCommand, ({ resourceArn }) =>
        resourceArn === arn ? { tags: { ...ours } } : refusal('InvalidParameterException'),
      ),
    ],
    drifts: [
      {
        what: 'keeps its lines for a time',
        shows: [groups({ ...aGroup, retentionInDays: undefined })],
        paths: ['retentionDays'],
        calls: [call(PutRetentionPolicyCommand, { logGroupName: name, retentionInDays: 7 })],
      },
    ],
    remove: {
      calls: [call(DeleteLogGroupCommand, { logGroupName: name })],
      gone: [answer(DeleteLogGroupCommand, refusal('ResourceNotFoundException'))],
    },
    list: [
      answer(DescribeLogGroupsCommand, ({ logGroupNamePrefix }) => ({
        logGroups: logGroupNamePrefix === '/meibo-infra/shop/' ? [aGroup] : [longer],
      })),
    ],
  },
];
