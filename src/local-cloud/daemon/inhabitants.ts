import { ec2Slice } from '../services/ec2/store.js';
import { ecrSlice } from '../services/ecr/store.js';
import { ecsSlice } from '../services/ecs/store.js';
import { elbSlice } from '../services/elbv2/store.js';
import { iamSlice } from '../services/iam/store.js';
import { logsSlice } from '../services/logs/store.js';
import { rdsSlice } from '../services/rds/store.js';
import { ssmSlice } from '../services/ssm/store.js';
import type { World } from '../world.js';

/** What somebody made in a world and did not take down, by name or id; what AWS keeps for itself (service-linked roles, dead revisions) does not count. */
export function inhabitantsOf(world: World): string[] {
  const ec2 = world.of(ec2Slice);
  const elb = world.of(elbSlice);
  const iam = world.of(iamSlice);
  const rds = world.of(rdsSlice);
  const clusters = Object.values(world.of(ecsSlice).clusters).filter(({ status }) => status === 'ACTIVE');
  const roles = Object.values(iam.roles).filter(({ linkedTo }) => linkedTo === undefined);
  return [
    ...Object.keys(ec2.vpcs),
    ...Object.keys(ec2.addresses),
    ...Object.keys(ec2.internetGateways),
    ...Object.keys(elb.loadBalancers),
    ...Object.keys(elb.targetGroups),
    ...Object.keys(world.of(ecrSlice).repositories),
    ...Object.keys(rds.instances),
    ...Object.keys(rds.subnetGroups),
    ...Object.keys(rds.snapshots),
    ...clusters.map(({ name }) => name),
    ...roles.map(({ name }) => name),
    ...Object.keys(iam.policies),
    ...Object.keys(world.of(logsSlice).groups),
    ...Object.keys(world.of(ssmSlice).parameters),
  ];
}
