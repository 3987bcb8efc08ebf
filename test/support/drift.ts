import { removePolicy, removeTarget } from '../../src/local-cloud/services/application-autoscaling/policies.js';
import { scalingSlice } from '../../src/local-cloud/services/application-autoscaling/store.js';
import { ec2Slice } from '../../src/local-cloud/services/ec2/store.js';
import { ecsSlice } from '../../src/local-cloud/services/ecs/store.js';
import { elbSlice } from '../../src/local-cloud/services/elbv2/store.js';
import { iamSlice } from '../../src/local-cloud/services/iam/store.js';
import { logsSlice } from '../../src/local-cloud/services/logs/store.js';
import { rdsSlice } from '../../src/local-cloud/services/rds/store.js';
import type { World } from '../../src/local-cloud/world.js';
import type { Random } from './random.js';

type Hand = (world: World, random: Random) => boolean;

const one = <T>(random: Random, from: readonly T[]): T | undefined => (from.length > 0 ? random.pick(from) : undefined);

/** What somebody else's hand may do to a stack; each tells whether there was anything to do it to. */
const hands: Readonly<Record<string, Hand>> = {
  'a rule removed': (world, random) => {
    const { rules, tags } = world.of(ec2Slice);
    const rule = one(
      random,
      Object.values(rules).filter((it) => !it.egress && it.protocol === 'tcp'),
    );
    if (rule) delete tags[rule.id];
    return rule !== undefined && delete rules[rule.id];
  },
  'a rule added': (world, random) => {
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
  'a route gone': (world, random) => {
    const table = one(
      random,
      Object.values(world.of(ec2Slice).routeTables).filter((it) => it.routes.some((route) => route.cidr)),
    );
    if (!table) return false;
    table.routes = table.routes.filter((it) => !it.cidr);
    return true;
  },
  'an association cut': (world, random) => {
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
  'a listener deleted': (world, random) => {
    const { listeners, tags } = world.of(elbSlice);
    const arn = one(random, Object.keys(listeners));
    if (arn) delete tags[arn];
    return arn !== undefined && delete listeners[arn];
  },
  'health check changed': (world, random) => {
    const group = one(random, Object.values(world.of(elbSlice).targetGroups));
    if (group) group.healthCheck.intervalSeconds = 30;
    return group !== undefined;
  },
  'the service scaled': (world, random) => {
    const service = one(
      random,
      Object.values(world.of(ecsSlice).services).filter((it) => it.status === 'ACTIVE'),
    );
    if (service) service.desired = random.pick([0, 1, 3, 7]);
    return service !== undefined;
  },
  'the scaling bounds changed': (world, random) => {
    const target = one(random, Object.values(world.of(scalingSlice).targets));
    if (target) target.max = 10;
    return target !== undefined;
  },
  'the scaling policy deleted': (world, random) => {
    const policy = one(random, Object.values(world.of(scalingSlice).policies));
    if (policy) removePolicy(world, policy);
    return policy !== undefined;
  },
  'the scalable target deregistered': (world, random) => {
    const target = one(random, Object.keys(world.of(scalingSlice).targets));
    if (target) removeTarget(world, target);
    return target !== undefined;
  },
  'the database modified': (world, random) => {
    const instance = one(
      random,
      Object.values(world.of(rdsSlice).instances).filter((it) => it.status === 'available'),
    );
    if (instance) instance.backupRetention = 5;
    return instance !== undefined;
  },
  'a policy detached': (world, random) => {
    const role = one(
      random,
      Object.values(world.of(iamSlice).roles).filter((it) => !it.linkedTo && it.attached.length > 0),
    );
    role?.attached.pop();
    return role !== undefined;
  },
  'log retention changed': (world, random) => {
    const group = one(random, Object.values(world.of(logsSlice).groups));
    if (group) group.retentionDays = 365;
    return group !== undefined;
  },
  'a name tag cut': (world, random) => {
    const { tags } = world.of(ec2Slice);
    const id = one(
      random,
      Object.keys(tags).filter((it) => tags[it]?.['meibo-infra:key']),
    );
    return id !== undefined && delete tags[id]?.Name;
  },
};

/** Does one thing behind the tool's back, and tells what. */
export function drift(world: World, random: Random): string {
  const what = random.pick(Object.keys(hands));
  return hands[what]?.(world, random) ? what : `${what} (nothing there)`;
}
