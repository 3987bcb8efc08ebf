import { keyTag, stackTag } from '../../src/aws/names.js';
import { removePolicy, removeTarget } from '../../src/local-cloud/services/application-autoscaling/policies.js';
import { scalingSlice } from '../../src/local-cloud/services/application-autoscaling/store.js';
import { ec2Slice } from '../../src/local-cloud/services/ec2/store.js';
import { ecsSlice } from '../../src/local-cloud/services/ecs/store.js';
import { elbSlice } from '../../src/local-cloud/services/elbv2/store.js';
import { iamSlice } from '../../src/local-cloud/services/iam/store.js';
import { logsSlice } from '../../src/local-cloud/services/logs/store.js';
import { rdsSlice } from '../../src/local-cloud/services/rds/store.js';
import type { Machine } from './machine.js';
import type { Random } from './random.js';

type Hand = (machine: Pick<Machine, 'world' | 'file'>, random: Random) => boolean;

const one = <T>(random: Random, from: readonly T[]): T | undefined => (from.length > 0 ? random.pick(from) : undefined);

/** What somebody else's hand may do to a stack; each tells whether there was anything to do it to. */
const hands: Readonly<Record<string, Hand>> = {
  'a rule removed': ({ world }, random) => {
    const { rules, tags } = world.of(ec2Slice);
    const rule = one(
      random,
      Object.values(rules).filter((it) => !it.egress && it.protocol === 'tcp'),
    );
    if (rule) delete tags[rule.id];
    return rule !== undefined && delete rules[rule.id];
  },
  'a rule added': ({ world }, random) => {
    const { rules } = world.of(ec2Slice);
    const rule = one(
      random,
      Object.values(rules).filter((it) => !it.egress && it.protocol === 'tcp'),
    );
    if (!rule) return false;
    const id = world.id('sgr');
    rules[id] = { ...rule, id, from: 22, to: 22 };
    return true;
  },
  'a route gone': ({ world }, random) => {
    const table = one(
      random,
      Object.values(world.of(ec2Slice).routeTables).filter((it) => it.routes.some((route) => route.cidr)),
    );
    if (!table) return false;
    table.routes = table.routes.filter((it) => !it.cidr);
    return true;
  },
  'an association cut': ({ world }, random) => {
    const table = one(
      random,
      Object.values(world.of(ec2Slice).routeTables).filter((it) => it.associations.some((is) => is.subnetId)),
    );
    table?.associations.splice(
      table.associations.findIndex((it) => it.subnetId),
      1,
    );
    return table !== undefined;
  },
  'a listener deleted': ({ world }, random) => {
    const { listeners, tags } = world.of(elbSlice);
    const arn = one(random, Object.keys(listeners));
    if (arn) delete tags[arn];
    return arn !== undefined && delete listeners[arn];
  },
  'health check changed': ({ world }, random) => {
    const group = one(random, Object.values(world.of(elbSlice).targetGroups));
    if (group) group.healthCheck.intervalSeconds = 30;
    return group !== undefined;
  },
  'the service scaled': ({ world }, random) => {
    const service = one(
      random,
      Object.values(world.of(ecsSlice).services).filter((it) => it.status === 'ACTIVE'),
    );
    if (service) service.desired = random.pick([0, 1, 3, 7]);
    return service !== undefined;
  },
  'the scaling bounds changed': ({ world }, random) => {
    const target = one(random, Object.values(world.of(scalingSlice).targets));
    if (target) target.max = 10;
    return target !== undefined;
  },
  'the scaling policy deleted': ({ world }, random) => {
    const policy = one(random, Object.values(world.of(scalingSlice).policies));
    if (policy) removePolicy(world, policy);
    return policy !== undefined;
  },
  'the scalable target deregistered': ({ world }, random) => {
    const target = one(random, Object.keys(world.of(scalingSlice).targets));
    if (target) removeTarget(world, target);
    return target !== undefined;
  },
  'the database modified': ({ world }, random) => {
    const instance = one(
      random,
      Object.values(world.of(rdsSlice).instances).filter((it) => it.status === 'available'),
    );
    if (instance) instance.backupRetention = 5;
    return instance !== undefined;
  },
  'a policy detached': ({ world }, random) => {
    const role = one(
      random,
      Object.values(world.of(iamSlice).roles).filter((it) => !it.linkedTo && it.attached.length > 0),
    );
    role?.attached.pop();
    return role !== undefined;
  },
  'log retention changed': ({ world }, random) => {
    const group = one(random, Object.values(world.of(logsSlice).groups));
    if (group) group.retentionDays = 365;
    return group !== undefined;
  },
  'a tag cut': ({ world, file }, random) => {
    const { tags } = world.of(ec2Slice);
    const known = new Set([...file.values()].map((it) => it.id));
    const id = one(
      random,
      Object.keys(tags).filter((it) => known.has(it) && tags[it]?.[keyTag]),
    );
    const cut = random.pick([['Name'], [keyTag], [stackTag], ['Name', keyTag, stackTag]]);
    for (const tag of cut) if (id) delete tags[id]?.[tag];
    return id !== undefined;
  },
  'a tag overwritten': ({ world, file }, random) => {
    const { tags } = world.of(ec2Slice);
    const known = new Set([...file.values()].map((it) => it.id));
    const id = one(
      random,
      Object.keys(tags).filter((it) => known.has(it) && tags[it]?.[keyTag]),
    );
    const own = tags[id ?? ''];
    if (own) own.Name = 'renamed';
    return own !== undefined;
  },
  'a service-linked role deleted': ({ world }, random) => {
    const { roles } = world.of(iamSlice);
    const name = one(
      random,
      Object.keys(roles).filter((it) => roles[it]?.linkedTo),
    );
    return name !== undefined && delete roles[name];
  },
};

/** What may be done behind the tool's back. */
export const driftable: readonly string[] = Object.keys(hands);

/** Does one thing behind the tool's back; `done` tells whether there was anything to do it to. */
export function drift(machine: Pick<Machine, 'world' | 'file'>, random: Random) {
  const what = random.pick(driftable);
  return { what, done: hands[what]?.(machine, random) === true };
}

/** Whether something of EC2's has lost the tags by which it is known for a stack's. */
export function isNameless({ world, file }: Pick<Machine, 'world' | 'file'>): boolean {
  const { tags } = world.of(ec2Slice);
  return [...file.values()].some(({ id }) => {
    const left = tags[id ?? ''];
    return left !== undefined && (left[keyTag] === undefined || left[stackTag] === undefined);
  });
}
