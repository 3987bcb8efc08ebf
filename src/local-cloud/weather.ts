/**
 * How long things take and what goes wrong. `delay` is asked once for each state change, with a name such as
 * `rds.instance.create`; milliseconds.
 */
export interface Weather {
  delay(what: Delay): number;
}

/** The state changes that take time on AWS; typical values in seconds stand in `realistic`. */
export type Delay =
  | 'ec2.vpc.create'
  | 'ec2.subnet.create'
  | 'ec2.nat-gateway.create'
  | 'ec2.nat-gateway.delete'
  | 'ec2.nat-gateway.forget'
  | 'ec2.vpc-endpoint.create'
  | 'ec2.vpc-endpoint.delete'
  | 'ec2.network-interface.release'
  | 'rds.instance.create'
  | 'rds.instance.endpoint'
  | 'rds.instance.modify'
  | 'rds.instance.delete'
  | 'rds.snapshot.create'
  | 'ecs.task.start'
  | 'ecs.task.stop'
  | 'ecs.service.forget'
  | 'elbv2.load-balancer.create'
  | 'elbv2.load-balancer.release'
  | 'iam.role.propagate';

/** Nothing takes time. */
export const instant: Weather = { delay: () => 0 };
