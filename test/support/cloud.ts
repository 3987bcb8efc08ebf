import { existsSync } from 'node:fs';
import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient } from '@aws-sdk/client-iam';
import { PricingClient } from '@aws-sdk/client-pricing';
import { RDSClient } from '@aws-sdk/client-rds';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { type CloudOptions, createCloud, type LoggedCall } from '../../src/local-cloud/cloud.js';
import type { DataPlane } from '../../src/local-cloud/data-plane.js';
import type { Service } from '../../src/local-cloud/service.js';
import { createVirtualClock, type VirtualClockOptions } from '../../src/local-cloud/virtual-clock.js';
import { instant, type Weather } from '../../src/local-cloud/weather.js';
import { World } from '../../src/local-cloud/world.js';
import { noPlane } from './no-plane.js';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const FOLDERS = [
  'ec2',
  'iam',
  'logs',
  'ssm',
  'sts',
  'rds',
  'ecr',
  'ecs',
  'elbv2',
  'application-autoscaling',
  'cloudwatch',
  'pricing',
  'service-quotas',
] as const;

const isService = (each: unknown): each is Service =>
  typeof each === 'object' && each !== null && 'operations' in each && 'sdk' in each;

async function loadServices(): Promise<Service[]> {
  const found: Service[] = [];
  for (const folder of FOLDERS) {
    const file = new URL(`../../src/local-cloud/services/${folder}/index.ts`, import.meta.url);
    if (!existsSync(file)) continue;
    const module = (await import(file.href)) as Record<string, unknown>;
    found.push(...Object.values(module).filter(isService));
  }
  return found;
}

/** Every service of the local cloud that exists. */
export const allServices: readonly Service[] = await loadServices();

/** What a test cloud may be given; the rest is: nothing takes time, virtual clock, no data plane. */
export interface TestCloudOptions {
  readonly weather?: Weather;
  /** A plane, or how one is made on the cloud's clock. */
  readonly plane?: DataPlane | ((now: () => number) => DataPlane);
  readonly clock?: VirtualClockOptions;
  readonly services?: readonly Service[];
  readonly interfere?: CloudOptions['interfere'];
}

/** SDK clients over one request handler. */
export const clientsOver = (options: { requestHandler: object } | { endpoint: string }) => {
  const settings = {
    region: 'ap-northeast-1',
    endpoint: 'http://127.0.0.1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    retryMode: 'standard',
    maxAttempts: 1,
    // the way through the SDK is the same for every call of a kind
    cacheMiddleware: true,
    // in process nobody looks at signatures, and they are half of what a call costs
    ...('requestHandler' in options && { signer: { sign: async (request: unknown) => request } }),
    ...options,
  };
  const common: { region: string } = settings;
  return {
    ec2: new EC2Client(common),
    iam: new IAMClient(common),
    logs: new CloudWatchLogsClient(common),
    ssm: new SSMClient(common),
    sts: new STSClient(common),
    rds: new RDSClient(common),
    ecr: new ECRClient(common),
    ecs: new ECSClient(common),
    elbv2: new ElasticLoadBalancingV2Client(common),
    scaling: new ApplicationAutoScalingClient(common),
    cloudwatch: new CloudWatchClient(common),
    pricing: new PricingClient(common),
    quotas: new ServiceQuotasClient(common),
  };
};

/** A cloud in this process with SDK clients, a virtual clock, and every answered call in `calls`. */
export function makeCloud(options: TestCloudOptions = {}) {
  const clock = createVirtualClock(options.clock);
  const plane = typeof options.plane === 'function' ? options.plane(clock.now) : (options.plane ?? noPlane);
  const world = new World(clock.now, options.weather ?? instant, plane);
  const calls: LoggedCall[] = [];
  const cloud = createCloud({
    world,
    services: options.services ?? allServices,
    onCall: (call) => {
      calls.push(call);
    },
    ...(options.interfere && { interfere: options.interfere }),
  });
  return { world, clock, cloud, calls, ...clientsOver({ requestHandler: cloud.requestHandler }) };
}

/** The name that an SDK error carries; fails when the promise does not reject. */
export async function errorName(promise: Promise<unknown>): Promise<string> {
  const problem: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(problem instanceof Error)) throw new Error('No error came, though one was expected');
  return problem.name;
}
