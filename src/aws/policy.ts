import { type Guard, grants, type PolicyCommand, type Scope } from './actions.js';
import { companions } from './companions.js';
import { nameOf, type Owner, stackTag } from './names.js';
import { prefixOf } from './prefixes.js';

/** One statement of an IAM policy. */
export interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** An IAM policy document. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** A managed policy holds no more characters, white space left out (IAM quotas). */
export const longestPolicy = 6144;

/** The names of a stack, in whatever account: the policy is attached in the one that it is for. */
function resourcesOf(scope: Scope, owner: Owner): readonly string[] {
  const { stack, region } = owner;
  const arn = (service: string, rest: string, where = region) => `arn:aws:${service}:${where}:*:${rest}`;
  const name = (key: string, type: string) => nameOf(owner, key, type);
  const cluster = name('cluster', 'ecs:cluster');
  const service = name('service', 'ecs:service');
  const balancer = name('alb', 'elbv2:load-balancer');
  const database = name('db', 'rds:db-instance');
  const logs = arn('logs', `log-group:${name('*', 'logs:log-group')}`);
  const byScope: { readonly [S in Scope]: () => readonly string[] } = {
    everything: () => ['*'],
    ec2: () => [arn('ec2', '*/*')],
    database: () => [
      arn('rds', `db:${database}`),
      arn('rds', `subgrp:${name('db-subnets', 'rds:db-subnet-group')}`),
      arn('rds', `snapshot:${database}-final-*`),
      // CreateDBInstance names the groups that it takes by default.
      arn('rds', 'pg:default*'),
      arn('rds', 'og:default*'),
    ],
    repository: () => [arn('ecr', `repository/${name('*', 'ecr:repository')}`)],
    cluster: () => [arn('ecs', `cluster/${cluster}`)],
    service: () => [arn('ecs', `service/${cluster}/${service}`)],
    'task-definition': () => [arn('ecs', `task-definition/${name('task', 'ecs:task-definition')}:*`)],
    balancing: () => [
      arn('elasticloadbalancing', `loadbalancer/app/${balancer}/*`),
      arn('elasticloadbalancing', `listener/app/${balancer}/*`),
      arn('elasticloadbalancing', `targetgroup/${name('targets', 'elbv2:target-group')}/*`),
    ],
    alarm: () => [arn('cloudwatch', `alarm:TargetTracking-service/${cluster}/${service}-*`)],
    'log-group': () => [logs, `${logs}:*`],
    'any-log': () => [arn('logs', 'log-group:*')],
    role: () => [
      arn('iam', `role/meibo-infra/${stack}/${region}/*`, ''),
      // Of a role that is not there, IAM knows the name only, not its path.
      ...['execution-role', 'task-role'].map((key) => arn('iam', `role/${name(key, 'iam:role')}`, '')),
    ],
    parameter: () => [arn('ssm', `parameter${name('*', 'ssm:parameter')}`)],
    'linked-role': () => [arn('iam', 'role/aws-service-role/*', '')],
  };
  return byScope[scope]();
}

function conditionOf(guard: Guard, { stack }: Owner): Statement['Condition'] {
  const services = ['ecs', 'rds', 'elasticloadbalancing', 'ecs.application-autoscaling'];
  const byGuard: { readonly [G in Guard]: Statement['Condition'] } = {
    ours: { StringEquals: { [`aws:ResourceTag/${stackTag}`]: stack } },
    'while-creating': {
      StringEquals: { [`aws:RequestTag/${stackTag}`]: stack },
      StringLike: { 'ec2:CreateAction': ['Create*', 'AllocateAddress'] },
    },
    'passed-to-tasks': { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    'linked-services': { StringEquals: { 'iam:AWSServiceName': services.map((it) => `${it}.amazonaws.com`) } },
    'scales-ecs': { StringEqualsIfExists: { 'application-autoscaling:service-namespace': 'ecs' } },
  };
  return byGuard[guard];
}

/** What some commands need, each action once for each place and condition. */
function statementsFor(commands: readonly PolicyCommand[], owner: Owner): readonly Statement[] {
  const asked = [
    ...grants.map(({ service, calls, ...rest }) => ({
      ...rest,
      actions: calls.map((it) => `${prefixOf(service)}:${it}`),
    })),
    ...companions,
  ].filter((it) => it.by.some((command) => commands.includes(command)));
  const groups = new Map<string, { on: Scope; guard?: Guard; actions: Set<string> }>();
  for (const { on, guard, actions } of asked) {
    const key = `${on} ${guard ?? ''}`;
    const group = groups.get(key) ?? { on, guard, actions: new Set<string>() };
    for (const action of actions) group.actions.add(action);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ on, guard, actions }) => ({
    Effect: 'Allow',
    Action: [...actions].sort(),
    Resource: resourcesOf(on, owner),
    ...(guard && { Condition: conditionOf(guard, owner) }),
  }));
}

const sizeOf = (value: unknown): number => JSON.stringify(value).length;

const documentOf = (Statement: readonly Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });

/** The least that some commands need, in as many documents as AWS's limit of size makes of it: all of them are to be attached. */
export function policiesFor(commands: readonly PolicyCommand[], owner: Owner): readonly PolicyDocument[] {
  const documents: Statement[][] = [];
  // The largest first: then the small ones fill the gaps.
  const statements = [...statementsFor(commands, owner)].sort((a, b) => sizeOf(b) - sizeOf(a));
  for (const statement of statements) {
    const room = documents.find((it) => sizeOf(documentOf([...it, statement])) <= longestPolicy);
    if (room) room.push(statement);
    else documents.push([statement]);
  }
  return documents.map(documentOf);
}
