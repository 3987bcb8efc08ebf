import type { Guard, PolicyCommand, Scope } from './actions.js';

/** An action that AWS demands although no call of ours bears its name. */
export interface Companion {
  readonly actions: readonly string[];
  readonly by: readonly PolicyCommand[];
  readonly on: Scope;
  readonly guard?: Guard;
  readonly because: string;
}

const up = ['up'] as const;
const down = ['destroy'] as const;
const both = ['up', 'destroy'] as const;

const words = (text: string): readonly string[] => text.split(' ');

/** What AWS asks for beside the calls (aws-behaviour.md section 8). */
export const companions: readonly Companion[] = [
  {
    actions: ['ec2:CreateTags'],
    by: up,
    on: 'ec2',
    guard: 'while-creating',
    because: 'EC2 resources are created with their tags',
  },
  { actions: ['rds:AddTagsToResource'], by: both, on: 'database', because: 'created with tags, as is a last snapshot' },
  { actions: ['rds:CreateDBSnapshot'], by: down, on: 'database', because: '`onDestroy: snapshot` of DeleteDBInstance' },
  {
    actions: words(
      'ecr:TagResource ecr:BatchCheckLayerAvailability ecr:BatchGetImage ecr:CompleteLayerUpload ecr:GetDownloadUrlForLayer ecr:InitiateLayerUpload ecr:PutImage ecr:UploadLayerPart',
    ),
    by: up,
    on: 'repository',
    because: 'the image is pushed over the registry’s own HTTP API',
  },
  {
    actions: ['ecr:BatchDeleteImage'],
    by: both,
    on: 'repository',
    because: 'DeleteRepository with force takes the images along',
  },
  {
    actions: ['ecs:TagResource'],
    by: up,
    on: 'cluster',
    because: 'clusters are created with tags',
  },
  {
    actions: ['ecs:TagResource'],
    by: up,
    on: 'task-definition',
    because: 'task definitions are registered with tags',
  },
  { actions: ['elasticloadbalancing:AddTags'], by: up, on: 'balancing', because: 'created with tags' },
  {
    actions: ['application-autoscaling:TagResource', 'application-autoscaling:ListTagsForResource'],
    by: up,
    on: 'everything',
    because: 'the scalable target is registered with tags',
  },
  {
    actions: ['cloudwatch:PutMetricAlarm', 'cloudwatch:DeleteAlarms'],
    by: up,
    on: 'alarm',
    because: 'PutScalingPolicy makes its alarms in the name of its caller',
  },
  {
    actions: ['cloudwatch:DeleteAlarms'],
    by: down,
    on: 'alarm',
    because: 'DeleteScalingPolicy takes its alarms along',
  },
  {
    actions: ['cloudwatch:DescribeAlarms'],
    by: both,
    on: 'everything',
    because: 'asked for with PutScalingPolicy and DeleteScalingPolicy',
  },
  { actions: ['logs:TagResource'], by: up, on: 'log-group', because: 'created with tags' },
  { actions: ['iam:TagRole'], by: up, on: 'role', because: 'created with tags' },
  {
    actions: ['iam:PassRole'],
    by: up,
    on: 'role',
    guard: 'passed-to-tasks',
    because: 'RegisterTaskDefinition hands roles to the tasks',
  },
  { actions: ['ssm:AddTagsToResource'], by: up, on: 'parameter', because: 'created with tags' },
];
