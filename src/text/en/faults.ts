import type { Words } from '../words.js';

const types = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object ({ … })',
  array: 'an array ([ … ])',
} as const;

/** What is wrong with a config. */
export const faults: Pick<Words, 'faults' | 'fault'> = {
  fault: { whole: 'the whole config', example: (text) => `example: ${text}` },
  faults: {
    'unknown-key': ({ key, nearest }) =>
      `there is no key "${key}". ${nearest ? `Did you mean "${nearest}"?` : 'All keys are in config.example.json.'}`,
    'wrong-type': ({ expected, found }) => `must be ${types[expected]}, not ${found}.`,
    'not-one-of': ({ found, allowed }) => `${found} is not one of ${allowed}.`,
    'too-small': ({ found, minimum }) => `${found} is too small; it must be at least ${minimum}.`,
    'too-big': ({ found, maximum }) => `${found} is too big; it must be at most ${maximum}.`,
    empty: () => 'must not be empty.',
    'too-long': ({ maximum }) => `is too long; at most ${maximum}.`,
    'name-form': ({ found }) =>
      `"${found}" cannot name a stack: at most 20 lower-case letters, digits and hyphens, a letter first, no double or trailing hyphen.`,
    'name-reserved': ({ found, prefix }) =>
      `"${found}" cannot name a stack: AWS refuses names that start with "${prefix}".`,
    'region-form': ({ found }) => `"${found}" is not the name of a region.`,
    'tag-count': ({ found, maximum }) => `there are ${found} tags; at most ${maximum} are possible.`,
    'tag-key-reserved': ({ key }) => `the tag key "${key}" is used by AWS or by meibo-infra itself.`,
    'tag-form': ({ key }) =>
      `the tag "${key}" is too long or has characters that AWS refuses: keys up to 128, values up to 256 letters, digits, spaces and . : / = + - @ _`,
    'cidr-form': ({ found }) => `"${found}" is not an IPv4 CIDR.`,
    'cidr-host-bits': ({ found, right }) => `"${found}" is not the address of a network; write ${right}.`,
    'vpc-size': ({ found }) => `the CIDR of the VPC, ${found}, must be between /16 and /28.`,
    'vpc-too-small': ({ cidr, zones }) =>
      `the VPC, ${cidr}, has no room for the subnets of ${zones} zones (public ones /27 or bigger). Use a bigger CIDR or name the subnets.`,
    'subnet-size': ({ found }) => `the CIDR of the subnet, ${found}, must be between /16 and /28.`,
    'subnet-outside': ({ found, cidr }) => `the subnet ${found} does not lie in the VPC ${cidr}.`,
    'subnet-overlap': ({ found, other, otherPath }) => `the subnet ${found} overlaps ${other} (${otherPath}).`,
    'subnet-too-small-for-balancer': ({ found }) =>
      `the subnet ${found} is too small: a load balancer needs /27 or bigger.`,
    'subnet-count': ({ found, zones }) => `there are ${found} subnets for ${zones} zones (network.zones).`,
    'engine-extended-support': ({ found }) =>
      `MySQL ${found} is past its standard support and billed for Extended Support (about $175 a month for db.t4g.micro). Use 8.4 or later.`,
    'engine-form': ({ found }) => `"${found}" is not a version of MySQL that can be used. Use 8.4 or later.`,
    'instance-class-form': ({ found }) => `"${found}" is not a DB instance class.`,
    'db-name-form': ({ found }) => `"${found}" cannot name a database: a letter, then up to 63 letters and digits.`,
    'db-user-form': ({ found }) =>
      `"${found}" cannot name the master user: a letter, then up to 15 letters, digits and underscores.`,
    'db-word-reserved': ({ found }) => `"${found}" is a word that MySQL or RDS keeps for itself.`,
    'image-sources': ({ found }) =>
      `there is more than one source (${found}); name only one of path, git, uri, archive.`,
    'image-only-with-git': ({ key }) => `"${key}" goes only with image.git.`,
    'image-copy-without-uri': () => '"image.copy" goes only with image.uri.',
    'git-form': ({ found }) => `"${found}" is not the address of a git repository.`,
    'ref-form': ({ found }) => `"${found}" is not a branch, a tag or a commit.`,
    'folder-form': ({ found }) => `"${found}" is not a path inside the build context.`,
    'image-uri-form': ({ found }) => `"${found}" is not the URI of a container image.`,
    'command-form': ({ found }) => `"${found}" is not a command.`,
    'cpu-unknown': ({ found, allowed }) => `Fargate has no CPU size ${found}; use one of ${allowed}.`,
    'memory-for-cpu': ({ cpu, found, allowed }) =>
      `Fargate does not have ${found} MiB of memory with CPU ${cpu}; it has ${allowed}.`,
    'environment-name': ({ key }) =>
      `"${key}" cannot name an environment variable: letters, digits and _, no digit first.`,
    'environment-ours': ({ key }) => `"${key}" cannot be set: variables that start with DB_ are set by meibo-infra.`,
    'log-retention': ({ found, allowed }) =>
      `CloudWatch Logs cannot keep logs for ${found} days; use one of ${allowed}.`,
    'health-path': ({ found }) => `"${found}" is not a path for health checks: / first, ASCII, no spaces.`,
    matcher: ({ found }) => `"${found}" must be status codes from 200 to 499, as in 200, 200,204 or 200-299.`,
    'timeout-not-below-interval': ({ timeout, interval }) =>
      `the timeout (${timeout} s) must be shorter than the interval (intervalSeconds, ${interval} s).`,
    'min-above-max': ({ min, max }) => `the most tasks (${max}) are fewer than the fewest (min, ${min}).`,
  },
};
