import { nameOf } from '../aws/names.js';
import type { Config } from '../config/schema.js';
import { mysqlPort } from '../steps/ports.js';
import type { StackFacts, ZoneFacts } from './facts.js';

/** What `up` would build, as far as the config alone tells. Asks nobody. */
export function factsOfConfig(config: Config): StackFacts {
  const { name: stack, region, network, loadBalancer, container, scaling, database } = config;
  const planned = (key: string, type: string) => ({ stands: true, id: nameOf({ stack, region }, key, type) });
  const unnamed = { stands: true };
  const zones = network.publicCidrs.map((cidr, index): ZoneFacts => {
    const hasGateway = network.natGateways === 'per-zone' || index === 0;
    return {
      publicSubnet: { ...unnamed, cidr },
      privateSubnet: { ...unnamed, cidr: network.privateCidrs[index] },
      ...(hasGateway && { natGateway: unnamed }),
      ...(index === 0 && { database: 'primary' as const }),
      ...(index === 1 && database.multiAz && { database: 'standby' as const }),
    };
  });
  return {
    stack,
    region,
    vpc: { ...unnamed, cidr: network.cidr },
    internetGateway: unnamed,
    zones,
    s3Endpoint: unnamed,
    loadBalancer: {
      ...planned('alb', 'elbv2:load-balancer'),
      port: loadBalancer.port,
      healthPath: loadBalancer.healthCheck.path,
      door: { port: String(loadBalancer.port), cidrs: loadBalancer.allowFrom },
    },
    tasks: {
      cpu: container.cpu,
      memory: container.memory,
      port: container.port,
      door: { port: String(container.port), cidrs: [] },
    },
    service: { ...planned('service', 'ecs:service'), cluster: nameOf({ stack, region }, 'cluster', 'ecs:cluster') },
    scaling: { ...unnamed, min: scaling.min, max: scaling.max, cpuPercent: scaling.cpuPercent },
    database: {
      ...planned('db', 'rds:db-instance'),
      version: database.engineVersion,
      instanceClass: database.instanceClass,
      storage: `${database.storageGiB} GiB ${database.storageType}`,
      name: database.name,
      door: { port: String(mysqlPort), cidrs: [] },
      zoneUnknown: true,
    },
    ...(!('uri' in config.image) && { repository: planned('app', 'ecr:repository') }),
    logGroup: planned('app', 'logs:log-group'),
    parameter: planned('db-password', 'ssm:parameter'),
  };
}
