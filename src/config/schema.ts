import * as z from 'zod';
import { check, form, whole } from './checks.js';
import { containerSchema } from './container.js';
import { databaseSchema } from './database.js';
import { imageSchema } from './image.js';
import { loadBalancerSchema } from './load-balancer.js';
import { networkSchema } from './network.js';

const stackName = z.string().check(
  check<string>((found, say) => {
    if (found.length > 20 || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(found))
      return say({ code: 'name-form', facts: { found }, example: 'meibo' });
    // Load balancers named `internal-…` and security groups named `sg-…` are refused by AWS.
    const [, prefix] = /^(internal|sg)(-|$)/.exec(found) ?? [];
    if (prefix) say({ code: 'name-reserved', facts: { found, prefix: `${prefix}-` }, example: 'meibo' });
  }),
);

/** AWS takes 50 tags; some are ours. */
const mostTags = 40;

const tags = z.record(z.string(), z.string()).check(
  check<Record<string, string>>((all, say) => {
    const found = Object.keys(all).length;
    if (found > mostTags) say({ code: 'tag-count', facts: { found, maximum: mostTags } });
    for (const [key, value] of Object.entries(all)) {
      if (/^(aws:|meibo-infra:)/i.test(key) || key === 'Name')
        say({ code: 'tag-key-reserved', facts: { key }, at: [key] });
      else if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key) || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value))
        say({ code: 'tag-form', facts: { key }, example: '"team": "infra"', at: [key] });
    }
  }),
);

const scaling = z
  .strictObject({
    min: whole(1, 1000).default(2).describe('Fewest tasks.'),
    max: whole(1, 1000).default(4).describe('Most tasks.'),
    cpuPercent: whole(1, 100).default(70).describe('Average CPU of the service that scaling holds, in percent.'),
    scaleOutCooldownSeconds: whole(0, 3600).default(60).describe('Seconds between two scale-outs.'),
    scaleInCooldownSeconds: whole(0, 3600).default(300).describe('Seconds between two scale-ins.'),
    fastMetrics: z
      .boolean()
      .default(false)
      .describe('Scale by 20-second metrics: reacts in a minute and a half instead of six, at a small charge.'),
  })
  .check(
    check<{ min: number; max: number }>(
      ({ min, max }, say) => {
        if (min > max) say({ code: 'min-above-max', facts: { min, max }, example: String(min), at: ['max'] });
      },
      ['min', 'max'],
    ),
  );

/** Everything a user can set. All defaults stand here and in the sections it is put together from, and nowhere else. */
export const configSchema = z.strictObject({
  name: stackName.default('meibo').describe('Name of the stack: part of the name and the tags of every resource.'),
  region: z
    .string()
    .check(
      form(
        'region-form',
        (it) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(it),
        (found) => ({ found }),
        'ap-northeast-1',
      ),
    )
    .default('ap-northeast-1')
    .describe('AWS region. --region overrides it; AWS_REGION stands in when it is absent.'),
  tags: tags.default({}).describe('Tags for every resource, besides those of meibo-infra.'),
  network: networkSchema.prefault({}).describe('The VPC and its subnets.'),
  database: databaseSchema.prefault({}).describe('RDS for MySQL.'),
  image: imageSchema.prefault({}).describe('The container image: at most one of path, git, uri and archive.'),
  container: containerSchema.prefault({}).describe('The task that runs the API on Fargate.'),
  loadBalancer: loadBalancerSchema.prefault({}).describe('The load balancer in front of the containers.'),
  service: z
    .strictObject({
      gracePeriodSeconds: whole(0, 2147483647)
        .default(60)
        .describe('Seconds after its start in which failed health checks do not stop a task.'),
    })
    .prefault({})
    .describe('The ECS service.'),
  scaling: scaling.prefault({}).describe('Auto scaling of the tasks.'),
});

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

/** The config with its defaults filled in, as the rest of the code counts on it. */
export type Config = Frozen<z.output<typeof configSchema>>;

/** What a user may write. */
export type ConfigInput = z.input<typeof configSchema>;
