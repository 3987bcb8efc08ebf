import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { grants, type PolicyCommand, policyCommands } from '../../src/aws/actions.js';
import { companions } from '../../src/aws/companions.js';
import { longestPolicy, type PolicyDocument, policiesFor } from '../../src/aws/policy.js';
import { whereaboutsOf } from '../../src/diagram/from-live.js';
import { look } from '../../src/engine/up.js';
import { askPrices } from '../../src/prices/ask.js';
import { kindOf } from '../../src/resources/index.js';
import { memoryJournal } from '../../src/state/journal.js';
import { collectStatus } from '../../src/status/collect.js';
import { steps } from '../../src/steps/index.js';
import { configOf, makeStack } from '../support/stack.js';
import { gather, makeHealthyStack, usualStory } from '../verify/stage.js';

const src = join(import.meta.dirname, '../../src');

/** The simulator's name of a service is ours, but for two. */
const ours = (service: string) =>
  ({ 'application-autoscaling': 'scaling', 'service-quotas': 'quotas' })[service] ?? service;

const granted = (command: PolicyCommand) =>
  new Set(
    grants.filter((it) => it.by.includes(command)).flatMap((it) => it.calls.map((call) => `${it.service} ${call}`)),
  );

/** Runs every command on the simulator and tells which calls each of them sent. */
async function callsSent(): Promise<ReadonlyMap<PolicyCommand, ReadonlySet<string>>> {
  const sent = new Map<PolicyCommand, Set<string>>(policyCommands.map((it) => [it, new Set()]));
  const stack = makeStack();
  let told = 0;
  const note = (command: PolicyCommand) => {
    for (const { service, operation } of stack.calls.slice(told))
      sent.get(command)?.add(`${ours(service)} ${operation}`);
    told = stack.calls.length;
  };
  const journal = memoryJournal();
  const database = { onDestroy: 'snapshot', storageGiB: 30 };
  await stack.up(configOf(), journal);
  await stack.up(configOf(), journal);
  await stack.up(
    configOf({
      database,
      network: { natGateways: 'per-zone' },
      scaling: { max: 6 },
      container: { exec: true, logRetentionDays: 14 },
      loadBalancer: { healthCheck: { path: '/' }, deregistrationDelaySeconds: 30, allowFrom: ['10.0.0.0/8'] },
    }),
    journal,
  );
  await stack.up(configOf({ database }), journal);
  await stack.up(configOf({ database, loadBalancer: { port: 8080 } }), journal);
  note('up');
  const run = stack.runtime(configOf({ database }), journal);
  await look(run, steps, kindOf, 'make');
  await askPrices(run.aws, run.config, new AbortController().signal);
  note('plan');
  const seen = await look(stack.runtime(configOf({ database }), journal), steps, kindOf, 'look');
  const names = steps.map((it) => it.name);
  await collectStatus(run, seen, names, async () => ({ status: 200 }));
  note('status');
  await stack.destroy(configOf({ database }));
  note('destroy');
  const healthy = await makeHealthyStack();
  for (const search of [{}, { alb: 'demo-alb' }]) {
    const before = healthy.calls.length;
    await gather(healthy, { search, story: { ...usualStory, tells: 'log' } });
    for (const { service, operation } of healthy.calls.slice(before))
      for (const command of ['verify', 'report'] as const) sent.get(command)?.add(`${ours(service)} ${operation}`);
    const walked = healthy.calls.length;
    const standing = healthy.runtime(healthy.config, memoryJournal());
    await whereaboutsOf(standing, await look(standing, steps, kindOf, 'look'));
    for (const { service, operation } of healthy.calls.slice(walked))
      for (const command of ['report', 'diagram'] as const) sent.get(command)?.add(`${ours(service)} ${operation}`);
  }
  return sent;
}

/** Calls that the whole stack on the simulator does not send, and why. */
const unsent: Readonly<Record<string, string>> = {
  'sts GetCallerIdentity': 'the command line asks it, before the engine begins',
  'quotas GetServiceQuota':
    'only where the account comes near the limits of AWS; test/proof/ten-stacks.test.ts sends it',
  'ec2 CreateTags': 'only where somebody cut a tag',
  'ec2 ReplaceRouteTableAssociation': 'only where somebody put a subnet into another route table',
  'ec2 ModifyVpcEndpoint': 'only where somebody changed the endpoint',
  'ec2 DescribeNetworkInterfaces': 'only to name what keeps a security group from going',
  'rds DescribeEvents': 'only to explain a database that failed',
  'rds ModifyDBSubnetGroup': 'only where somebody changed the group',
  'rds StartDBInstance': 'only for a database that was stopped',
  'ecr CreateRepository': 'the stack of this test has its image by address; test/verify/local.test.ts sends it',
  'ecr DeleteRepository': 'as CreateRepository',
  'ecr DescribeImageScanFindings': 'as CreateRepository',
  'ecr GetAuthorizationToken': 'as CreateRepository',
  'ecr GetLifecyclePolicy': 'as CreateRepository',
  'ecr ListTagsForResource': 'as CreateRepository',
  'ecr PutImageScanningConfiguration': 'only where somebody changed the setting',
  'ecr PutLifecyclePolicy': 'as CreateRepository',
  'ecs TagResource': 'only for another `fastMetrics`',
  'elbv2 ModifyListener': 'only where somebody changed the listener',
  'elbv2 SetSecurityGroups': 'only where somebody changed the load balancer',
  'elbv2 SetSubnets': 'only where somebody changed the load balancer, or for more zones',
  'iam UpdateAssumeRolePolicy': 'only where somebody changed the role',
};

describe('the table of calls', () => {
  it('holds what every command really sends, and nothing that is never sent', { timeout: 60_000 }, async () => {
    const sent = await callsSent();
    for (const [command, calls] of sent) {
      expect(calls.size).toBeGreaterThan(20);
      const may = granted(command);
      expect([command, [...calls].filter((it) => !may.has(it))]).toEqual([command, []]);
    }
    // Those that only draw and grade are allowed no more than that; an image by address just asks no repository.
    for (const command of ['report', 'diagram'] as const) {
      const unused = [...granted(command)].filter((it) => !sent.get(command)?.has(it) && !(it in unsent));
      expect(unused.filter((it) => !/^ecr Describe(Repositories|Images)$/.test(it))).toEqual([]);
    }
    const everSent = new Set([...sent.values()].flatMap((it) => [...it]));
    const never = grants
      .flatMap((it) => it.calls.map((call) => `${it.service} ${call}`))
      .filter((it) => !everSent.has(it));
    expect([...new Set(never)].sort()).toEqual(Object.keys(unsent).sort());
  });

  it('holds every command that the code makes, and no other', () => {
    const made = new Set<string>();
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((it) => it.endsWith('.ts') && !it.startsWith('local-cloud'))) {
      const text = readFileSync(join(src, file), 'utf8');
      for (const [, name = ''] of text.matchAll(/new (\w+)Command\(/g)) made.add(name);
    }
    const table = new Set(grants.flatMap((it) => it.calls));
    expect([...made].filter((it) => !table.has(it))).toEqual([]);
    expect([...table].filter((it) => !made.has(it))).toEqual([]);
  });

  it('says why AWS asks for each companion', () => {
    for (const { because } of companions) expect(because.length).toBeGreaterThan(10);
  });
});

const owner = { stack: 'demo', region: 'ap-northeast-1' };

const allows = (documents: readonly PolicyDocument[], action: string) =>
  documents.flatMap((it) => it.Statement).filter((it) => it.Action.includes(action));

describe('the policy', () => {
  it.each([...policyCommands, undefined])('of %s fits what a managed policy holds', (command) => {
    const names = [owner, { stack: 'a'.repeat(24), region: 'ap-northeast-1' }];
    for (const it of names) {
      const documents = policiesFor(command ? [command] : policyCommands, it);
      expect(documents.length).toBeLessThanOrEqual(3);
      for (const document of documents) expect(JSON.stringify(document).length).toBeLessThanOrEqual(longestPolicy);
    }
  });

  it.each(['plan', 'status', 'verify', 'report', 'diagram'] as const)('of %s changes nothing', (command) => {
    const actions = policiesFor([command], owner).flatMap((it) => it.Statement.flatMap((one) => one.Action));
    expect(actions.filter((it) => !/^[\w-]+:(Describe|List|Get)/.test(it))).toEqual([]);
    expect(actions).not.toContain('ssm:GetParameter');
  });

  it('lets nothing be deleted that is not of the stack', () => {
    const statements = policiesFor(['up', 'destroy'], owner).flatMap((it) => it.Statement);
    const deleting = statements.filter((it) =>
      it.Action.some((one) => /:(Delete|Release|Terminate|Detach|Disassociate)/.test(one)),
    );
    expect(deleting.length).toBeGreaterThan(5);
    for (const { Action, Resource, Condition } of deleting) {
      const guarded = JSON.stringify(Condition ?? {}).includes('"aws:ResourceTag/meibo-infra:stack":"demo"');
      const named = Resource.every((it) => it.includes('demo') || /:(pg|og):default/.test(it));
      const scaling = Action.every((it) => it.startsWith('application-autoscaling:'));
      expect([Action, guarded || named || scaling]).toEqual([Action, true]);
    }
  });

  it('passes roles to tasks only, and makes the linked roles of four services only', () => {
    const documents = policiesFor(['up'], owner);
    expect(allows(documents, 'iam:PassRole')).toEqual([
      expect.objectContaining({ Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } } }),
    ]);
    const [linked] = allows(documents, 'iam:CreateServiceLinkedRole');
    expect(linked?.Condition?.StringEquals?.['iam:AWSServiceName']).toHaveLength(4);
  });

  it('tags only what is being created or of the stack', () => {
    const [tags, mended, ...others] = allows(policiesFor(['up'], owner), 'ec2:CreateTags').sort(
      (a, b) => a.Action.length - b.Action.length,
    );
    expect(others).toEqual([]);
    expect(mended?.Condition?.StringEquals).toEqual({ 'aws:ResourceTag/meibo-infra:stack': 'demo' });
    expect(tags?.Condition?.StringEquals).toEqual({ 'aws:RequestTag/meibo-infra:stack': 'demo' });
  });
});
