import { DescribeDBInstancesCommand } from '@aws-sdk/client-rds';
import { unlessMissing } from '../aws/errors.js';
import type { Config } from '../config/schema.js';
import type { Runtime } from '../engine/runtime.js';
import type { Look } from '../engine/up.js';
import { known } from '../engine/walk.js';
import type { Live } from '../model/resource.js';
import { lookAtService } from '../status/service.js';
import type { Door, StackFacts, Standing, ZoneFacts } from './facts.js';
import { factsOfConfig } from './from-config.js';

/** What a look does not tell: where the tasks and the database are. */
export interface Whereabouts {
  /** ISO 8601. */
  readonly seenAt: string;
  readonly tasks: readonly { readonly id: string; readonly zone?: string }[];
  readonly database?: string;
  readonly standby?: string;
}

type Members = Live & Readonly<Record<string, unknown>>;

/** Asks where the tasks and the database are. Reads only. */
export async function whereaboutsOf(runtime: Runtime, { outputs, sights }: Look): Promise<Whereabouts> {
  const { looking, clock } = runtime;
  const clusterArn = known(outputs['task-def']?.clusterArn);
  const service = known(outputs.service?.serviceName);
  const db = sights.find((it) => it.resource.type === 'rds:db-instance')?.live?.id;
  const [seen, answer] = await Promise.all([
    clusterArn && service ? lookAtService(looking, { clusterArn, service }) : undefined,
    db ? unlessMissing(looking.rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: db }))) : undefined,
  ]);
  const { AvailabilityZone, SecondaryAvailabilityZone } = answer?.DBInstances?.[0] ?? {};
  return {
    seenAt: new Date(clock.now()).toISOString(),
    tasks: (seen?.tasks?.list ?? []).filter((it) => it.status === 'RUNNING'),
    ...(AvailabilityZone && { database: AvailabilityZone }),
    ...(SecondaryAvailabilityZone && { standby: SecondaryAvailabilityZone }),
  };
}

/** The stack as it stands, from a look over it; what a look does not show (sizes) is taken from the config. */
export function factsOfLook(config: Config, { sights }: Look, where: Whereabouts): StackFacts {
  const planned = factsOfConfig(config);
  const find = (key: string) => sights.find((it) => it.item.whose.key === key)?.live as Members | undefined;
  const text = (live: Members | undefined, member: string) => {
    const value = live?.[member];
    return typeof value === 'string' ? value : undefined;
  };
  const number = (live: Members | undefined, member: string, otherwise: number) => {
    const value = live?.[member];
    return typeof value === 'number' ? value : otherwise;
  };
  const standing = (live: Members | undefined, id = live?.id): Standing => ({
    stands: live !== undefined,
    ...(id && { id }),
  });
  const named = (key: string, name: string | undefined): Standing => standing(find(key), name);
  const [albGroup, appGroup, dbGroup] = ['alb', 'app', 'db'].map((it) => find(`${it}-security-group`));
  const port = planned.loadBalancer.port;
  const [vpc, balancer, service, db] = ['vpc', 'alb', 'service', 'db'].map(find);
  const zones = zonesOf(planned, where, find, text);
  return {
    ...planned,
    seenAt: where.seenAt,
    vpc: { ...standing(vpc), cidr: text(vpc, 'cidr') },
    internetGateway: standing(find('internet-gateway')),
    zones,
    s3Endpoint: standing(find('s3-endpoint')),
    loadBalancer: {
      ...named('alb', planned.loadBalancer.id),
      port,
      healthPath: text(find('targets'), 'path') ?? planned.loadBalancer.healthPath,
      dnsName: text(balancer, 'dnsName'),
      securityGroup: albGroup?.id,
      door: doorOf(albGroup, String(port)),
    },
    tasks: {
      ...planned.tasks,
      securityGroup: appGroup?.id,
      door: doorOf(appGroup, String(planned.tasks.port), albGroup?.id),
    },
    service: {
      ...named('service', planned.service.id),
      cluster: planned.service.cluster,
      ...(service && { desired: number(service, 'desired', 0), running: number(service, 'running', 0) }),
    },
    scaling: {
      ...standing(find('tasks')),
      min: number(find('tasks'), 'min', planned.scaling.min),
      max: number(find('tasks'), 'max', planned.scaling.max),
      cpuPercent: number(find('cpu-policy'), 'cpuPercent', planned.scaling.cpuPercent),
    },
    database: {
      ...named('db', planned.database.id),
      version: text(db, 'engineVersion') ?? planned.database.version,
      instanceClass: text(db, 'instanceClass') ?? planned.database.instanceClass,
      storage: storageIn(db) ?? planned.database.storage,
      name: planned.database.name,
      securityGroup: dbGroup?.id,
      door: doorOf(dbGroup, planned.database.door.port, appGroup?.id),
      zoneUnknown: !zones.some((it) => it.database === 'primary' && it.name === where.database),
    },
    ...(planned.repository && { repository: repositoryIn(sights, planned.repository.id) }),
    logGroup: logGroupIn(sights, planned.logGroup.id),
    parameter: named('db-password', planned.parameter.id),
  };
}

function storageIn(db: Members | undefined): string | undefined {
  const [storageGiB, storageType] = [db?.storageGiB, db?.storageType];
  return storageGiB && storageType ? `${storageGiB} GiB ${storageType}` : undefined;
}

// The repository and the log group have the same key in different steps.
const ofType = (sights: Look['sights'], type: string, id: string | undefined): Standing => {
  const live = sights.find((it) => it.resource.type === type)?.live;
  return { stands: live !== undefined, ...(id && { id }) };
};
const repositoryIn = (sights: Look['sights'], id: string | undefined) => ofType(sights, 'ecr:repository', id);
const logGroupIn = (sights: Look['sights'], id: string | undefined) => ofType(sights, 'logs:log-group', id);

/** What a security group lets in on a port, from anywhere or from one other group; a dash where it lets nothing in. */
function doorOf(group: Members | undefined, port: string, from?: string): Door {
  const rules = ((group?.ingress ?? []) as readonly string[]).map((it) => it.split(' '));
  const fitting = rules.filter(([, first = '', last = '', source]) => {
    const within = first === '-' || (Number(first) <= Number(port) && Number(port) <= Number(last));
    return within && (from === undefined || source === from || !source?.startsWith('sg-'));
  });
  const cidrs = fitting.flatMap(([, , , source = '']) => (source.startsWith('sg-') ? [] : [source]));
  return { port: fitting.length > 0 ? port : '—', cidrs };
}

function zonesOf(
  planned: StackFacts,
  where: Whereabouts,
  find: (key: string) => Members | undefined,
  text: (live: Members | undefined, member: string) => string | undefined,
): readonly ZoneFacts[] {
  const subnet = (side: string, index: number, cidr: string | undefined) => {
    const live = find(`${side}-subnet-${index + 1}`);
    return { stands: live !== undefined, ...(live && { id: live.id }), cidr: text(live, 'cidr') ?? cidr };
  };
  const names = planned.zones.map((_, index) => text(find(`public-subnet-${index + 1}`), 'zone'));
  // A zone that is not one of ours, or not told: the first one is drawn, and said to be unknown.
  const home = Math.max(0, names.indexOf(where.database ?? ''));
  const standby = where.standby === undefined ? -1 : names.indexOf(where.standby);
  return planned.zones.map((zone, index): ZoneFacts => {
    const gateway = find(`nat-gateway-${index + 1}`);
    const address = text(find(`nat-eip-${index + 1}`), 'address');
    const name = names[index];
    return {
      ...(name && { name }),
      publicSubnet: subnet('public', index, zone.publicSubnet.cidr),
      privateSubnet: subnet('private', index, zone.privateSubnet.cidr),
      ...((gateway || zone.natGateway) && {
        natGateway: { stands: gateway !== undefined, ...(gateway && { id: gateway.id }), ...(address && { address }) },
      }),
      ...(index === home && { database: 'primary' as const }),
      ...(index === standby && index !== home && { database: 'standby' as const }),
      tasks: where.tasks.filter((it) => it.zone === name).map((it) => it.id),
    };
  });
}
