import type { Facts } from './facts.js';

type Place = Pick<Facts, 'region' | 'endpoint' | 'account'>;

const home = ({ region }: Place) => `https://${region}.console.aws.amazon.com`;

/** Where AWS's console shows things; empty where it is not AWS that answered. */
export const consoleOf = (place: Place) => {
  const link = (path: string) => (place.endpoint ? '' : `${home(place)}${path}`);
  const at = `region=${place.region}`;
  return {
    service: (cluster: string, service: string, tab: 'health' | 'tasks' | 'service-auto-scaling') =>
      link(`/ecs/v2/clusters/${cluster}/services/${service}/${tab}?${at}`),
    clusters: () => link(`/ecs/v2/clusters?${at}`),
    taskDefinition: (family: string, revision: number) =>
      link(`/ecs/v2/task-definitions/${family}/${revision}/containers?${at}`),
    repository: (name: string) => link(`/ecr/repositories/private/${place.account}/${name}?${at}`),
    repositories: () => link(`/ecr/private-registry/repositories?${at}`),
    loadBalancer: (arn: string | undefined, tab: 'listeners' | 'network' | 'security' = 'listeners') =>
      link(`/ec2/home?${at}#${arn ? `LoadBalancer:loadBalancerArn=${arn};tab=${tab}` : 'LoadBalancers:'}`),
    targetGroup: (arn: string | undefined, tab: 'targets' | 'healthChecks') =>
      link(`/ec2/home?${at}#${arn ? `TargetGroup:targetGroupArn=${arn};tab=${tab}` : 'TargetGroups:'}`),
    database: (id: string | undefined) =>
      link(`/rds/home?${at}#${id ? `database:id=${id};is-cluster=false;tab=configuration` : 'databases:'}`),
    subnets: (vpcId: string | undefined) => link(`/vpcconsole/home?${at}#subnets:${vpcId ? `vpcId=${vpcId}` : ''}`),
    routeTables: (vpcId: string | undefined) =>
      link(`/vpcconsole/home?${at}#RouteTables:${vpcId ? `vpcId=${vpcId}` : ''}`),
  };
};

/** The names that the console's addresses of a service are made of. */
export const serviceNames = ({ service }: Pick<Facts, 'service'>): readonly [string, string] | undefined => {
  const cluster = service?.clusterArn?.split('/').at(-1);
  return cluster && service?.serviceName ? [cluster, service.serviceName] : undefined;
};
