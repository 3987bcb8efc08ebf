import { describe, expect, test } from 'vitest';
import { explainIssues } from '../../src/config/explain.js';
import { type Config, configSchema } from '../../src/config/schema.js';

const faultsOf = (raw: unknown) => {
  const result = configSchema.safeParse(raw);
  return result.success ? [] : explainIssues(result.error.issues, raw);
};
const told = (raw: unknown) => faultsOf(raw).map((it) => `${it.path} ${it.code}`);
const at = (path: string, value: unknown) =>
  path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
const network = (value: object): Config['network'] => configSchema.parse({ network: value }).network;

test('the defaults are those of the assignment', () => {
  expect(configSchema.parse({})).toMatchObject({
    name: 'meibo',
    region: 'ap-northeast-1',
    database: { name: 'meibo', instanceClass: 'db.t4g.micro', storageGiB: 20, storageType: 'gp2' },
    container: { cpu: 256, memory: 512 },
    loadBalancer: { port: 80, allowFrom: ['0.0.0.0/0'] },
    scaling: { min: 2, max: 4, cpuPercent: 70 },
  });
});

describe('subnets are derived', () => {
  test.each([
    [{}, ['10.0.0.0/24', '10.0.1.0/24'], ['10.0.10.0/24', '10.0.11.0/24']],
    [{ zones: 3 }, ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24'], ['10.0.10.0/24', '10.0.11.0/24', '10.0.12.0/24']],
    [{ cidr: '172.16.32.0/20' }, ['172.16.32.0/24', '172.16.33.0/24'], ['172.16.42.0/24', '172.16.43.0/24']],
    [{ cidr: '10.1.0.0/24' }, ['10.1.0.0/26', '10.1.0.64/26'], ['10.1.0.128/26', '10.1.0.192/26']],
    [{ cidr: '10.1.0.0/25' }, ['10.1.0.0/27', '10.1.0.32/27'], ['10.1.0.64/27', '10.1.0.96/27']],
    [{ privateCidrs: ['10.0.0.0/24', '10.0.2.0/24'] }, ['10.0.1.0/24', '10.0.3.0/24'], ['10.0.0.0/24', '10.0.2.0/24']],
    [
      { cidr: '192.168.255.0/24', zones: 3 },
      ['192.168.255.0/27', '192.168.255.32/27', '192.168.255.64/27'],
      ['192.168.255.96/27', '192.168.255.128/27', '192.168.255.160/27'],
    ],
  ])('%j', (wish, publicCidrs, privateCidrs) => {
    expect(network(wish)).toMatchObject({ publicCidrs, privateCidrs });
  });
});

test.each<[string, unknown, string[]]>([
  ['name', 'Meibo', ['name name-form']],
  ['name', 'a--b', ['name name-form']],
  ['name', 'a-', ['name name-form']],
  ['name', 'a'.repeat(21), ['name name-form']],
  ['name', 'internal-api', ['name name-reserved']],
  ['name', 'sg', ['name name-reserved']],
  ['name', 'sgx', []],
  ['region', 'tokyo', ['region region-form']],
  ['region', 'us-gov-west-1', []],
  ['tags', { 'aws:x': '1' }, ['tags["aws:x"] tag-key-reserved']],
  ['tags', { 'meibo-infra:stack': '1' }, ['tags["meibo-infra:stack"] tag-key-reserved']],
  ['tags', { Name: 'x' }, ['tags.Name tag-key-reserved']],
  ['tags', { team: 'a*b' }, ['tags.team tag-form']],
  ['tags', { team: 'インフラ' }, []],
  ['tags', Object.fromEntries(Array.from({ length: 41 }, (_, i) => [`k${i}`, ''])), ['tags tag-count']],
  ['network.cidr', '10.0.0.0/8', ['network.cidr vpc-size']],
  ['network.cidr', '10.0.0.0/29', ['network.cidr vpc-size']],
  ['network.cidr', '10.0.0.0', ['network.cidr cidr-form']],
  ['network.cidr', '10.0.0.256/16', ['network.cidr cidr-form']],
  ['network.cidr', '010.0.0.0/16', ['network.cidr cidr-form']],
  ['network.cidr', '10.0.1.0/16', ['network.cidr cidr-host-bits']],
  ['network.cidr', '10.0.0.0/26', ['network.cidr vpc-too-small']],
  ['network.zones', 1, ['network.zones too-small']],
  ['network.zones', 5, ['network.zones too-big']],
  ['network.zones', 2.5, ['network.zones wrong-type']],
  ['network.publicCidrs', ['10.0.0.0/24'], ['network.publicCidrs subnet-count']],
  ['network.publicCidrs', ['10.0.0.0/24', '10.1.0.0/24'], ['network.publicCidrs[1] subnet-outside']],
  ['network.publicCidrs', ['10.0.0.0/24', '10.0.0.128/25'], ['network.publicCidrs[1] subnet-overlap']],
  ['network.publicCidrs', ['10.0.0.0/28', '10.0.1.0/24'], ['network.publicCidrs[0] subnet-too-small-for-balancer']],
  ['network.privateCidrs', ['10.0.0.0/28', '10.0.1.0/28'], []],
  ['network.privateCidrs', ['10.0.0.0/29', '10.0.1.0/28'], ['network.privateCidrs[0] subnet-size']],
  ['network.privateCidrs', ['10.0.0.0/x', '10.0.1.0/28'], ['network.privateCidrs[0] cidr-form']],
  ['network.natGateways', 'two', ['network.natGateways not-one-of']],
  ['database.engineVersion', '8.0', ['database.engineVersion engine-extended-support']],
  ['database.engineVersion', '5.7.44', ['database.engineVersion engine-extended-support']],
  ['database.engineVersion', '8.3', ['database.engineVersion engine-form']],
  ['database.engineVersion', 'latest', ['database.engineVersion engine-form']],
  ['database.engineVersion', '8.4.3.R2.20241201', []],
  ['database.engineVersion', '9.7', []],
  ['database.instanceClass', 't4g.micro', ['database.instanceClass instance-class-form']],
  ['database.storageGiB', 19, ['database.storageGiB too-small']],
  ['database.storageGiB', '20', ['database.storageGiB wrong-type']],
  ['database.backupRetentionDays', 36, ['database.backupRetentionDays too-big']],
  ['database.name', 'my_db', ['database.name db-name-form']],
  ['database.name', 'select', ['database.name db-word-reserved']],
  ['database.name', 'mysql', ['database.name db-word-reserved']],
  ['database.user', 'root', ['database.user db-word-reserved']],
  ['database.user', 'rdsadmin', ['database.user db-word-reserved']],
  ['database.user', 'admin', []],
  ['database.user', '1st', ['database.user db-user-form']],
  ['database.user', 'a'.repeat(17), ['database.user db-user-form']],
  ['image', { path: '.', uri: 'nginx' }, ['image image-sources']],
  ['image', { uri: 'nginx:1.27', ref: 'main' }, ['image.ref image-only-with-git']],
  ['image', { uri: '123456789012.dkr.ecr.ap-northeast-1.amazonaws.com/a/b:1' }, []],
  ['image', { uri: 'Upper/Case' }, ['image.uri image-uri-form']],
  ['image', { git: 'git@github.com:a/b.git', ref: 'v1', folder: 'api' }, []],
  ['image', { git: '--upload-pack=x' }, ['image.git git-form']],
  ['image', { git: 'ext::sh -c id' }, ['image.git git-form']],
  ['image', { ref: '--x' }, ['image.ref ref-form']],
  ['image', { folder: '../x' }, ['image.folder folder-form']],
  ['image', { dockerfile: '/etc/passwd' }, ['image.dockerfile folder-form']],
  ['image', { engine: '-x' }, ['image.engine command-form']],
  ['container.port', 0, ['container.port too-small']],
  ['container.port', 65536, ['container.port too-big']],
  ['container.cpu', 300, ['container.cpu cpu-unknown']],
  ['container', { cpu: 512, memory: 512 }, ['container.memory memory-for-cpu']],
  ['container', { cpu: 8192, memory: 20480 }, []],
  ['container', { cpu: 8192, memory: 18432 }, ['container.memory memory-for-cpu']],
  ['container.environment', { DB_HOST: 'x' }, ['container.environment.DB_HOST environment-ours']],
  ['container.environment', { 'a-b': 'x' }, ['container.environment["a-b"] environment-name']],
  ['container.environment', { A: 1 }, ['container.environment.A wrong-type']],
  ['container.logRetentionDays', 8, ['container.logRetentionDays log-retention']],
  ['loadBalancer.allowFrom', [], ['loadBalancer.allowFrom empty']],
  ['loadBalancer.allowFrom', ['203.0.113.7'], ['loadBalancer.allowFrom[0] cidr-form']],
  ['loadBalancer.healthCheck.path', 'health', ['loadBalancer.healthCheck.path health-path']],
  ['loadBalancer.healthCheck.matcher', '200,204', []],
  ['loadBalancer.healthCheck.matcher', '200-499', []],
  ['loadBalancer.healthCheck.matcher', '200-500', ['loadBalancer.healthCheck.matcher matcher']],
  ['loadBalancer.healthCheck.matcher', '2xx', ['loadBalancer.healthCheck.matcher matcher']],
  [
    'loadBalancer.healthCheck.timeoutSeconds',
    10,
    ['loadBalancer.healthCheck.timeoutSeconds timeout-not-below-interval'],
  ],
  ['loadBalancer.healthCheck.healthyThreshold', 11, ['loadBalancer.healthCheck.healthyThreshold too-big']],
  ['loadBalancer.healthCheck.intervalSeconds', 4, ['loadBalancer.healthCheck.intervalSeconds too-small']],
  ['loadBalancer.deregistrationDelaySeconds', 3601, ['loadBalancer.deregistrationDelaySeconds too-big']],
  ['scaling', { min: 3, max: 2 }, ['scaling.max min-above-max']],
  ['scaling', [], ['scaling wrong-type']],
])('%s: %j', (path, value, expected) => {
  expect(told(at(path, value))).toEqual(expected);
});

test.each([
  [{ regoin: 'x' }, 'region'],
  [{ cpu: 256 }, 'container.cpu'],
  [{ network: { cidrs: 'x' } }, 'network.cidr'],
  [{ loadbalancer: {} }, 'loadBalancer'],
  [{ zzz: 1 }, undefined],
])('the nearest key to %j is %s', (raw, nearest) => {
  expect(faultsOf(raw)[0]?.facts.nearest).toBe(nearest);
});

test('a config that is no object is told as such', () => {
  expect(faultsOf([1])).toEqual([{ path: '', code: 'wrong-type', facts: { expected: 'object', found: '[1]' } }]);
});

test('faults carry an example of a right value', () => {
  expect(faultsOf({ network: { cidr: '10.0.1.0/16' } })[0]).toEqual({
    path: 'network.cidr',
    code: 'cidr-host-bits',
    facts: { found: '10.0.1.0/16', right: '10.0.0.0/16' },
    example: '10.0.0.0/16',
  });
});

test('a fault of one network key hides none of the others', () => {
  const publicCidrs = ['10.0.0.0/24', '10.0.0.0/25'];
  expect(told({ network: { cidr: '10.0.0.0/30', zones: 9, publicCidrs } })).toEqual([
    'network.zones too-big',
    'network.cidr vpc-size',
    'network.publicCidrs[1] subnet-overlap',
  ]);
});

describe('a value of a wrong type is told at every key, and told once', () => {
  const keysIn = (value: object, prefix = ''): string[] =>
    Object.entries(value).flatMap(([key, inner]) => {
      const path = `${prefix}${key}`;
      return inner && typeof inner === 'object' && !Array.isArray(inner)
        ? [path, ...keysIn(inner, `${path}.`)]
        : [path];
    });
  const keys = [...keysIn(configSchema.parse({})), 'image.path', 'image.uri', 'image.ref', 'image.archive'];

  test.each(keys)('%s', (key) => {
    for (const wrong of [null, Number.NaN, [null]]) expect(told(at(key, wrong)), String(wrong)).toHaveLength(1);
    for (const odd of [true, -1, {}, { a: null }, [], [{}], '']) expect(() => told(at(key, odd))).not.toThrow();
  });
});
