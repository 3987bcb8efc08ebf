/**
 * The one table of waits, in seconds: what is usual (medians of real logs), when to give up, how often to look at most. Kinds
 * that are not named take seconds. Sources: aws-behaviour sections 1b, 1c and 2 (rows 19-22, 38, 41).
 */
const table: Readonly<
  Record<
    string,
    {
      readonly create?: readonly [usual: number, atMost: number, every: number];
      readonly remove?: readonly [number, number, number];
    }
  >
> = {
  'ec2:vpc': { remove: [60, 1200, 5] },
  'ec2:internet-gateway': { remove: [60, 1200, 5] },
  'ec2:subnet': { remove: [120, 1200, 5] },
  // Network interfaces of Fargate tasks were seen to outlive their service by 56 s to 15 minutes.
  'ec2:security-group': { remove: [240, 1200, 5] },
  'ec2:elastic-ip': { remove: [60, 600, 5] },
  'ec2:nat-gateway': { create: [120, 600, 3], remove: [60, 600, 3] },
  'ec2:vpc-endpoint': { create: [10, 300, 2], remove: [60, 600, 3] },
  'rds:db-instance': { create: [480, 2400, 10], remove: [300, 2400, 10] },
  'rds:db-subnet-group': { remove: [60, 1200, 5] },
  'ecr:image': { create: [120, 1800, 5] },
  'elbv2:load-balancer': { create: [190, 900, 5], remove: [30, 600, 3] },
  'elbv2:target-group': { remove: [30, 300, 3] },
  'iam:role': { create: [10, 120, 2], remove: [10, 120, 2] },
  'ecs:cluster': { create: [15, 300, 2], remove: [60, 900, 5] },
  'ecs:service': { create: [180, 1800, 5], remove: [180, 1800, 5] },
  'scaling:scalable-target': { create: [10, 120, 2] },
  'scaling:policy': { create: [10, 120, 2] },
};

const quick = [10, 180, 2] as const;

/** The local cloud where nothing takes time shows at once what it has made: a call under way has ended by then; seconds. */
export const hiddenLocally = 2;

/** The same for the local cloud, where looking costs nothing and little takes long. */
export const patienceLocally: typeof patienceFor = (type, action) => ({ ...patienceFor(type, action), every: 0.4 });

/** How long a kind usually takes, how long it may take and how often to look. */
export function patienceFor(type: string, action: 'create' | 'remove') {
  const [usual, atMost, every] = table[type]?.[action] ?? quick;
  return { usual, atMost, every };
}
