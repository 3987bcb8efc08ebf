/**
 * How long things take and what goes wrong. `delay` is asked once for each state change, with a name such as
 * `rds.instance.create`; milliseconds.
 */
export interface Weather {
  delay(what: Delay): number;
}

/** The state changes that take time on AWS; typical values in seconds stand in `realistic`. */
export type Delay =
  | 'ec2.visible'
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

/** What `local start --weather` knows. */
export type WeatherName = 'instant' | 'realistic';

/** Nothing takes time. */
export const instant: Weather = { delay: () => 0 };

/** Median, least and greatest seconds of a state change, and how far it strays (sigma of a log-normal). */
type Habit = readonly [median: number, least: number, greatest: number, sigma: number];

/** From logs of real runs: NAT 1:27–2:01, RDS micro 4:33–17:06, ALB 2:52–3:10, Fargate interfaces 56–902 s after their service. */
const habits: Readonly<Record<Delay, Habit>> = {
  'ec2.visible': [0.4, 0, 5, 1],
  'ec2.vpc.create': [2, 1, 12, 0.5],
  'ec2.subnet.create': [1.5, 1, 4, 0.4],
  'ec2.nat-gateway.create': [112, 87, 121, 0.1],
  'ec2.nat-gateway.delete': [50, 42, 61, 0.1],
  'ec2.nat-gateway.forget': [3600, 3000, 4200, 0.05],
  'ec2.vpc-endpoint.create': [5, 3, 7, 0.3],
  'ec2.vpc-endpoint.delete': [5, 3, 20, 0.4],
  'ec2.network-interface.release': [150, 56, 902, 0.6],
  'rds.instance.create': [305, 273, 1026, 0.25],
  'rds.instance.endpoint': [200, 150, 270, 0.15],
  'rds.instance.modify': [60, 20, 300, 0.5],
  'rds.instance.delete': [150, 111, 285, 0.3],
  'rds.snapshot.create': [420, 300, 600, 0.2],
  'ecs.task.start': [30, 15, 90, 0.3],
  'ecs.task.stop': [10, 3, 40, 0.4],
  'ecs.service.forget': [3600, 3000, 4200, 0.05],
  'elbv2.load-balancer.create': [180, 172, 190, 0.03],
  'elbv2.load-balancer.release': [25, 17, 300, 0.6],
  'iam.role.propagate': [4, 1, 30, 0.6],
};

/** A number in [0, 1) that depends on nothing but its arguments. */
function chance(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of parts.join('|')) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** Times as AWS has them, the same for the same seed: the n-th delay of a kind does not depend on what else happened. */
export function realistic(seed: number): Weather {
  const asked = new Map<Delay, number>();
  return {
    delay(what) {
      const count = (asked.get(what) ?? 0) + 1;
      asked.set(what, count);
      const [median, least, greatest, sigma] = habits[what];
      const [u, v] = ['u', 'v'].map((part) => chance(seed, what, count, part)) as [number, number];
      const normal = Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v);
      const seconds = Math.min(greatest, Math.max(least, median * Math.exp(sigma * normal)));
      return Math.round(seconds * 1000);
    },
  };
}

/** The seed of a running local cloud: after each start the n-th delay of a kind is the same again. */
const SEED = 1;

/** The weather of a running local cloud. */
export const weatherOf = (name: WeatherName): Weather => (name === 'realistic' ? realistic(SEED) : instant);
