import { isRead } from '../../src/aws/looking.js';
import type { Call, Interference } from '../../src/local-cloud/cloud.js';
import { Refusal } from '../../src/local-cloud/refuse.js';
import { ec2Slice } from '../../src/local-cloud/services/ec2/store.js';
import { type Delay, instant, realistic, type Weather } from '../../src/local-cloud/weather.js';
import type { World } from '../../src/local-cloud/world.js';
import type { Random } from './random.js';

/** How bad one run's weather is: shares of calls in [0, 1], and what else may befall it. */
export interface Forecast {
  /** Any call: throttled, answered with HTTP 5xx, its request or its answer lost. */
  readonly faults: number;
  /** Calls that a service is not ready for: `InsufficientDBInstanceCapacity`, `InvalidDBInstanceState` and their like. */
  readonly moods: number;
  /** New NAT gateways that fail. */
  readonly stillborn: number;
  /** The n-th call of the run and all after it meet expired credentials. */
  readonly expiresAt?: number;
  /** The first such call is refused for a quota. */
  readonly full?: string;
}

const quotas: Readonly<Record<string, string>> = {
  CreateVpc: 'VpcLimitExceeded',
  AllocateAddress: 'AddressLimitExceeded',
  CreateNatGateway: 'NatGatewayLimitExceeded',
  CreateSecurityGroup: 'SecurityGroupLimitExceeded',
  CreateDBInstance: 'InstanceQuotaExceeded',
  CreateLoadBalancer: 'TooManyLoadBalancers',
  CreateTargetGroup: 'TooManyTargetGroups',
  CreateRole: 'LimitExceeded',
  CreateLogGroup: 'LimitExceededException',
};

const calm: Forecast = { faults: 0, moods: 0, stillborn: 0 };

/** Draws the weather of one run: a third of them is fair. */
export function forecast(random: Random): Forecast {
  if (random.next() < 0.3) return calm;
  return {
    faults: random.pick([0, 0.02, 0.05, 0.15]),
    moods: random.pick([0, 0.1, 0.3, 0.6]),
    stillborn: random.pick([0, 0, 0.5]),
    ...(random.next() < 0.15 && { expiresAt: random.below(150) }),
    ...(random.next() < 0.3 && { full: random.pick(Object.keys(quotas)) }),
  };
}

const formCodes = new Set(['ec2', 'rds', 'elbv2', 'iam', 'sts', 'cloudwatch']);

const expired = ({ service }: Call) =>
  service === 'ec2'
    ? new Refusal('RequestExpired', 'Request has expired.', 400)
    : formCodes.has(service)
      ? new Refusal('ExpiredToken', 'The security token included in the request is expired', 403)
      : new Refusal('ExpiredTokenException', 'The security token included in the request is expired', 400);

/** What a service says when calls come too fast. */
export const throttledBy = ({ service }: Call) =>
  service === 'ec2'
    ? new Refusal('RequestLimitExceeded', 'Request limit exceeded.', 503)
    : formCodes.has(service)
      ? new Refusal('Throttling', 'Rate exceeded', 400)
      : new Refusal('ThrottlingException', 'Rate exceeded', 400);

const broken = ({ service }: Call, random: Random) =>
  random.pick([
    new Refusal(service === 'ec2' ? 'InternalError' : 'InternalFailure', 'An internal error has occurred', 500),
    new Refusal(service === 'ec2' ? 'Unavailable' : 'ServiceUnavailable', 'The service is unavailable', 503),
  ]);

/** What services say while they are not ready for a call, in AWS's words: aws-behaviour section 2. */
const moods: Readonly<Record<string, readonly [string, string]>> = {
  CreateDBInstance: ['InsufficientDBInstanceCapacity', 'Cannot create a database instance of class db.t4g.micro'],
  ModifyDBInstance: ['InvalidDBInstanceState', 'Database instance is not in available state.'],
  DeleteDBInstance: ['InvalidDBInstanceState', 'Instance demo-db is already being modified.'],
  DeleteDBSubnetGroup: ['InvalidDBSubnetGroupStateFault', 'Cannot delete the subnet group: it is in use'],
  CreateCluster: [
    'InvalidParameterException',
    'Unable to assume the service linked role. Please verify that the ECS service linked role exists.',
  ],
  CreateDBSubnetGroup: [
    'InvalidParameterValue',
    'Missing necessary credentials to create service linked role for AmazonRDS.',
  ],
  RegisterScalableTarget: ['ValidationException', "ECS service doesn't exist: service/demo-cluster/demo-service"],
  PutScalingPolicy: ['FailedResourceAccessException', 'Unable to access the resource: Rate exceeded'],
  CreateService: ['InvalidParameterException', 'Unable to Start a service that is still Draining.'],
};

/** A call that few runs make: it is refused whenever the weather is not fair. */
const seldom = 'ModifyDBInstance';

/** The kinds of bad weather that a call may meet, as they are counted. */
export const faults = [
  'throttled',
  'HTTP 5xx',
  'request lost: connection reset',
  'request lost: timeout',
  'answer lost: connection reset',
  'answer lost: timeout',
  'expired credentials',
  'NAT gateway failed',
  ...Object.entries(quotas).map(([operation, code]) => `quota: ${code} at ${operation}`),
  ...Object.entries(moods).map(([operation, [code]]) => `${code} at ${operation}`),
];

/** The `interfere` of a cloud for one run; `tell` hears of each call that meets something. */
export function interfereBy(
  random: Random,
  wish: Forecast,
  tell: (what: string) => void,
): (call: Call) => Interference | undefined {
  let calls = 0;
  let full = wish.full;
  return (call) => {
    calls += 1;
    if (wish.expiresAt !== undefined && calls > wish.expiresAt) {
      tell('expired credentials');
      return expired(call);
    }
    const quota = quotas[call.operation];
    if (quota && call.operation === full) {
      full = undefined;
      tell(`quota: ${quota} at ${call.operation}`);
      return new Refusal(quota, 'The maximum number has been reached.', 400);
    }
    const mood = moods[call.operation];
    const share = call.operation === seldom && wish !== calm ? Math.max(wish.moods, 0.7) : wish.moods;
    if (mood && random.next() < share) {
      tell(`${mood[0]} at ${call.operation}`);
      return new Refusal(mood[0], mood[1], 400);
    }
    if (random.next() >= wish.faults) return undefined;
    const kind = random.below(4);
    if (kind < 2) tell(kind === 0 ? 'throttled' : 'HTTP 5xx');
    if (kind === 0) return throttledBy(call);
    if (kind === 1) return broken(call, random);
    return kind === 2 || isRead(call.operation) ? 'lose-request' : 'lose-answer';
  };
}

/** Lets some of the NAT gateways that were just made fail. */
export function failGateways(world: World, random: Random, share: number, tell: (what: string) => void): void {
  const { natGateways, addresses, interfaces } = world.of(ec2Slice);
  for (const gateway of Object.values(natGateways)) {
    if (gateway.state !== 'pending' || gateway.failureCode || random.next() >= share) continue;
    // One that fails holds neither its address nor an interface.
    const address = addresses[gateway.allocationId ?? ''];
    delete address?.associationId;
    delete address?.interfaceId;
    delete interfaces[gateway.interfaceId ?? ''];
    delete gateway.interfaceId;
    tell('NAT gateway failed');
    gateway.failureCode = 'InternalError';
    gateway.failureMessage = 'Network gateway could not be created';
  }
}

/** Gateways that are bound to fail have failed: what comes after is calm. */
export function endGateways(world: World): void {
  for (const gateway of Object.values(world.of(ec2Slice).natGateways)) {
    if (gateway.state === 'pending' && gateway.failureCode) gateway.nextAt = world.now();
  }
}

const lags: readonly Delay[] = ['ec2.visible', 'iam.role.propagate'];

/** AWS's own times, shortened by a factor; what is seen late stays as late as on AWS. */
export function paced(seed: number, factor: number): Weather {
  const real = realistic(seed);
  if (factor === 0) return instant;
  return { delay: (what) => real.delay(what) * (lags.includes(what) ? 1 : factor) };
}
