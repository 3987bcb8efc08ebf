import type { Facts } from './facts.js';

/** Subnets of the load balancer. */
export const balancerSubnets = ({ loadBalancer }: Pick<Facts, 'loadBalancer'>): readonly string[] =>
  (loadBalancer?.AvailabilityZones ?? []).flatMap((it) => it.SubnetId ?? []);

const wiringOf = ({ service }: Pick<Facts, 'service'>) => service?.networkConfiguration?.awsvpcConfiguration;

/** Subnets of the tasks. */
export const taskSubnets = (facts: Pick<Facts, 'service'>): readonly string[] => wiringOf(facts)?.subnets ?? [];

/** Security groups of the tasks. */
export const taskGroups = (facts: Pick<Facts, 'service'>): readonly string[] => wiringOf(facts)?.securityGroups ?? [];

/** Whether tasks get public addresses of their own. */
export const haveAddresses = (facts: Pick<Facts, 'service'>): boolean => wiringOf(facts)?.assignPublicIp === 'ENABLED';

/** Subnets of the database. */
export const databaseSubnets = ({ database }: Pick<Facts, 'database'>): readonly string[] =>
  (database?.DBSubnetGroup?.Subnets ?? []).flatMap((it) => it.SubnetIdentifier ?? []);

/** Security groups of the database. */
export const databaseGroups = ({ database }: Pick<Facts, 'database'>): readonly string[] =>
  (database?.VpcSecurityGroups ?? []).flatMap((it) => it.VpcSecurityGroupId ?? []);

/** Healthy targets with the zone of each: of the task at that address, else as the load balancer says. */
export function healthyZones({ targets, tasks }: Pick<Facts, 'targets' | 'tasks'>): readonly string[] {
  const healthy = targets.filter((it) => it.TargetHealth?.State === 'healthy');
  return healthy.map(({ Target }) => {
    const task = tasks.find((it) =>
      it.attachments?.some((by) =>
        by.details?.some((one) => one.name === 'privateIPv4Address' && one.value === Target?.Id),
      ),
    );
    return task?.availabilityZone ?? Target?.AvailabilityZone ?? '';
  });
}

/** What is wrong with the targets that are not healthy, each reason once. */
export function targetReasons({ targets }: Pick<Facts, 'targets'>): string {
  const ill = targets.filter((it) => it.TargetHealth?.State !== 'healthy');
  const told = ill.map(({ TargetHealth: it }) => it?.Description ?? it?.Reason ?? it?.State ?? '');
  return [...new Set(told.filter(Boolean))].join('; ');
}
