import type { Faults } from '../../src/config/faults.js';
import type { Evidence } from '../../src/model/evidence.js';
import type { AwsRefusal, ProblemCode, Problems, Whose } from '../../src/model/problem.js';
import type { Shortage } from '../../src/model/quota.js';

export const whose: Whose = {
  step: 'network',
  key: 'nat-gateway-1',
  kind: 'ec2:nat-gateway',
  name: 'meibo-nat-gateway-1',
  id: 'nat-0a1',
};

const refusal: AwsRefusal = {
  service: 'rds',
  operation: 'CreateDBInstance',
  code: 'SomeCode',
  message: 'Said so.',
  requestId: 'r-1',
  whose: { step: 'rds', key: 'db', kind: 'rds:db-instance', name: 'meibo-db' },
};

/** One of each kind of evidence. */
export const evidence: readonly Evidence[] = [
  { kind: 'state', state: 'failed', code: 'InsufficientFreeAddressesInSubnet', message: 'No free address' },
  {
    kind: 'stopped-task',
    task: 't1',
    stopCode: 'EssentialContainerExited',
    reason: 'Essential container in task exited',
    exitCode: 1,
    count: 3,
  },
  { kind: 'log', task: 't1', lines: ['dial tcp 10.0.10.5:3306: i/o timeout'] },
  { kind: 'event', at: '2026-11-23T00:00:00Z', message: '(service api) has reached a steady state.' },
  {
    kind: 'target',
    target: '10.0.10.7:80',
    state: 'unhealthy',
    reason: 'Target.ResponseCodeMismatch',
    description: 'Health checks failed with these codes: [404]',
  },
  { kind: 'check', path: '/health', port: 80, codes: '200' },
  { kind: 'rollout', state: 'FAILED', reason: 'tasks failed to start.' },
  { kind: 'blocker', id: 'eni-1', type: 'ec2:network-interface', owner: 'amazon-elb', description: 'ELB app/x' },
];

const changes = [{ path: 'cidr', is: '10.0.0.0/16', want: '10.1.0.0/16', frozen: true as const }];

const vpcs = { service: 'vpc', code: 'L-F678F1CE', name: 'VPCs per Region' };
const gateways = { service: 'vpc', code: 'L-FE5A380F', name: 'NAT gateways per Availability Zone' };

/** Quotas that are short: plainly, in one zone, with the limit unknown, with a list that lags behind. */
const shortages: readonly Shortage[] = [
  {
    kind: 'ec2:vpc',
    region: 'eu-west-1',
    quota: vpcs,
    limit: 5,
    needed: 1,
    standing: Array.from({ length: 12 }, (_, i) => ({ id: `vpc-${i}`, ...(i > 1 && { name: `n-${i}` }) })),
  },
  {
    kind: 'ec2:nat-gateway',
    region: 'eu-west-1',
    quota: gateways,
    place: 'eu-west-1a',
    limit: 5,
    needed: 1,
    standing: [],
  },
  {
    kind: 'ec2:elastic-ip',
    region: 'eu-west-1',
    quota: { service: 'ec2', code: 'L-0263D0A3', name: 'EC2-VPC Elastic IPs' },
    needed: 2,
    standing: [{ id: 'eipalloc-1' }, { id: 'eipalloc-2', idle: true }],
  },
];

/** Facts for every problem, some with what is optional left out. */
export const problems: { readonly [C in ProblemCode]: readonly Problems[C][] } = {
  'config-missing': [{ file: '/x/c.json' }],
  'config-unreadable': [
    { file: '/x/c.json', reason: 'EACCES' },
    { file: '/x/c.json', reason: 'line 3, column 1: key or } expected' },
  ],
  'config-invalid': [
    {
      file: '/x/c.json',
      faults: [{ path: 'network.cidr', code: 'cidr-form', facts: { found: 'x' }, example: '10.0.0.0/16' }],
    },
    {
      faults: [
        { path: '', code: 'wrong-type', facts: { expected: 'object', found: '1' } },
        { path: 'a', code: 'empty', facts: {} },
      ],
    },
  ],
  'option-invalid': [{ option: '--wait', value: 'x', expected: 'made | ready' }],
  'answer-needed': [{ command: 'up' }],
  'answer-wrong': [{ wanted: 'meibo' }],
  'out-not-writable': [{ file: '/x/report.html', reason: 'EACCES' }],
  'state-unreadable': [
    { file: '/x/s', reason: 'EIO' },
    { file: '/x/s', backup: '/x/s.bak', reason: 'EIO' },
  ],
  'state-newer': [{ file: '/x/s', version: 9 }],
  'state-of-another': (['account', 'region', 'endpoint', 'stack'] as const).map((member) => ({
    file: '/x/s',
    member,
    is: 'a',
    want: '',
  })),
  'state-not-writable': [{ file: '/x/s', reason: 'EACCES' }],
  locked: [{ file: '/x/s.lock', pid: 4242, host: 'h', command: 'up', since: '2026-11-23T00:00:00Z' }],
  'no-credentials': [{}, { reason: 'Could not load credentials' }],
  'credentials-expired': [{}],
  'region-not-enabled': [{ region: 'ap-east-1' }],
  'endpoint-unreachable': [{ endpoint: 'http://127.0.0.1:4566', reason: 'ECONNREFUSED' }],
  'access-denied': [{ ...refusal, action: 'iam:PassRole' }],
  'quota-reached': [
    { ...refusal, service: 'ec2', quota: 'VpcLimitExceeded' },
    { ...refusal, service: 'x', quota: 'y' },
    ...shortages.map((shortage) => ({ ...refusal, quota: 'VpcLimitExceeded', shortage })),
  ],
  'no-room': [{ shortages }, { shortages: shortages.slice(0, 1) }],
  'free-plan-refused': [refusal],
  'load-balancers-not-allowed': [{ ...refusal, whose: undefined }],
  'aws-refused': [refusal],
  'zones-too-few': [{ wanted: 3, found: 2, region: 'us-west-1' }],
  'foreign-namesake': [whose],
  'replacement-needed': [{ resources: [{ ...whose, changes }] }],
  'deletion-protected': [{ resources: [whose] }],
  'not-well': [
    { ...whose, state: 'failed', evidence },
    { ...whose, evidence: [] },
  ],
  'patience-ended': [
    { ...whose, action: 'remove', seconds: 1200, state: 'deleting', evidence },
    { ...whose, action: 'x', seconds: 5, evidence: [] },
  ],
  'did-not-take': [{ ...whose, changes, evidence }],
  'no-answer': [
    { url: 'http://a/', status: 503, seconds: 300 },
    { url: 'http://a/', status: 502, seconds: 300 },
    { url: 'http://a/', reason: 'ENOTFOUND', seconds: 300 },
  ],
  'image-failed': [
    { code: 'build-failed', facts: { exitCode: 1, output: ['Step 1', 'error: x'] } },
    { code: 'registry-refused', facts: { host: 'h', status: 403 } },
    { code: 'registry-refused', facts: { host: 'h', status: 404, reason: 'NAME_UNKNOWN' } },
    { code: 'registry-refused', facts: { host: 'h', status: 500 } },
    { code: 'registry-unreachable', facts: { host: 'h', cause: 'ECONNREFUSED' } },
    { code: 'push-failed', facts: { host: 'h', status: 500 } },
    { code: 'push-failed', facts: { host: 'h', cause: 'ECONNRESET' } },
    { code: 'push-failed', facts: { host: 'h', digest: 'sha256:1', stored: 'sha256:2' } },
    { code: 'platform-mismatch', facts: { wanted: 'linux/amd64', found: ['linux/arm64'] } },
    { code: 'image-not-found', facts: { path: '/x.tar' } },
    { code: 'image-not-found', facts: { reference: 'h/r:1' } },
    { code: 'context-missing', facts: { path: '/x' } },
    { code: 'dockerfile-missing', facts: { path: '/x/Dockerfile' } },
    { code: 'engine-not-running', facts: { engine: 'docker', said: 'Cannot connect' } },
    { code: 'git-ref-missing', facts: { url: 'https://h/r', ref: 'v9' } },
    { code: 'git-invalid', facts: { reason: 'credentials in the URL' } },
    { code: 'git-failed', facts: { doing: 'fetch', url: 'https://h/r', exitCode: 128, lastLines: ['fatal: x'] } },
    { code: 'engine-missing', facts: {} },
    { code: 'disk-full', facts: { path: '/tmp' } },
    { code: 'not-known-yet', facts: { a: 1 } },
  ],
  interrupted: [{ command: 'up' }, { command: 'up', local: true }, { command: 'destroy', untouched: true }],
  'local-cloud-failed': [{ reason: 'EADDRINUSE' }, { reason: 'x', log: '/x/log' }],
  'local-cloud-silent': [{ pid: 4711 }],
  'local-folder-unusable': [{ folder: '/x', reason: 'EACCES: permission denied' }],
  'local-world-broken': [{ file: '/x/world.json', reason: 'Unexpected end' }],
  'local-runtime-differs': [{ is: 'process', wanted: 'docker' }],
  'local-weather-differs': [{ is: 'instant', wanted: 'realistic' }],
  'docker-unfit': (['--runtime', '--database'] as const).flatMap((option) => [
    { option, reason: 'not-linux' as const },
    { option, reason: 'missing' as const },
    { option, reason: 'silent' as const, said: 'no socket' },
    { option, reason: 'apart' as const, said: 'rootless' },
  ]),
  'local-database-differs': [{ is: 'embedded', wanted: 'container' }],
  'database-image-unfit': [{ image: 'mysql:8.4', said: 'not found' }],
};

/** Facts for every fault of a config. */
export const faults: { readonly [C in keyof Faults]: Faults[C] } = {
  'unknown-key': { key: 'regoin', nearest: 'region' },
  'wrong-type': { expected: 'integer', found: '"2"' },
  'not-one-of': { found: '"x"', allowed: '"a", "b"' },
  'too-small': { found: 1, minimum: 2 },
  'too-big': { found: 3, maximum: 2 },
  empty: {},
  'too-long': { maximum: 9 },
  'name-form': { found: 'A' },
  'name-reserved': { found: 'sg', prefix: 'sg-' },
  'region-form': { found: 'x' },
  'tag-count': { found: 41, maximum: 40 },
  'tag-key-reserved': { key: 'aws:x' },
  'tag-form': { key: 'x' },
  'cidr-form': { found: 'x' },
  'cidr-host-bits': { found: '10.0.0.1/16', right: '10.0.0.0/16' },
  'vpc-size': { found: '10.0.0.0/8' },
  'vpc-too-small': { cidr: '10.0.0.0/26', zones: 2 },
  'subnet-size': { found: '10.0.0.0/29' },
  'subnet-outside': { found: '10.1.0.0/24', cidr: '10.0.0.0/16' },
  'subnet-overlap': { found: '10.0.0.0/24', other: '10.0.0.0/25', otherPath: 'network.publicCidrs[0]' },
  'subnet-too-small-for-balancer': { found: '10.0.0.0/28' },
  'subnet-count': { found: 1, zones: 2 },
  'engine-extended-support': { found: '8.0' },
  'engine-form': { found: 'x' },
  'instance-class-form': { found: 'x' },
  'db-name-form': { found: 'a_b' },
  'db-user-form': { found: '1' },
  'db-word-reserved': { found: 'root' },
  'image-sources': { found: 'path, uri' },
  'image-only-with-git': { key: 'ref' },
  'image-copy-without-uri': {},
  'git-form': { found: 'x' },
  'ref-form': { found: '-x' },
  'folder-form': { found: '..' },
  'image-uri-form': { found: 'X' },
  'command-form': { found: '-x' },
  'cpu-unknown': { found: 1, allowed: '256, 512' },
  'memory-for-cpu': { cpu: 512, found: 512, allowed: '1024' },
  'environment-name': { key: 'a-b' },
  'environment-ours': { key: 'DB_HOST' },
  'log-retention': { found: 2, allowed: '1, 3' },
  'health-path': { found: 'x' },
  matcher: { found: 'x' },
  'timeout-not-below-interval': { timeout: 5, interval: 5 },
  'min-above-max': { min: 3, max: 2 },
};
