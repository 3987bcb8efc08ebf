import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ECRClient } from '@aws-sdk/client-ecr';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { PricingClient } from '@aws-sdk/client-pricing';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';
import { rememberCall } from './errors.js';
import { isRead } from './looking.js';
import { type Pause, retriesFor } from './retries.js';

/** The AWS services we call, by short name. */
export interface Clients {
  readonly ec2: EC2Client;
  readonly rds: RDSClient;
  readonly ecr: ECRClient;
  readonly ecs: ECSClient;
  readonly elbv2: ElasticLoadBalancingV2Client;
  readonly scaling: ApplicationAutoScalingClient;
  readonly iam: IAMClient;
  readonly logs: CloudWatchLogsClient;
  readonly cloudwatch: CloudWatchClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
  readonly pricing: PricingClient;
  readonly quotas: ServiceQuotasClient;
}

export type ServiceName = keyof Clients;

/** What resources and steps see of a client: only how to send a command. */
export type Aws = { readonly [S in ServiceName]: Pick<Clients[S], 'send'> };

/** Where the calls go and as whom; what is left out comes from the environment and the AWS config files, as in every AWS tool. */
export interface AwsOptions {
  readonly region: string;
  readonly profile?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Answers in place of the network, for tests. */
  readonly requestHandler?: unknown;
  /** Waits between retries in place of real timers, for tests in virtual time. */
  readonly pause?: Pause;
  /** Told of every client that is made, for tests that need less of what the SDK does to a request. */
  readonly onClient?: (client: object) => void;
  /** Told of every call that is sent. */
  readonly onCall?: (service: ServiceName, command: string) => void;
}

/**
 * How long a connection may take, and an answer; milliseconds (the second is that of AWS's own command line). The SDK sets no
 * bound: on a line that went dead, a run would hang until the system gives the connection up, which may be never.
 */
export const limits = { connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true } as const;

const load: { readonly [S in ServiceName]: () => Promise<new (options: object) => Clients[S]> } = {
  ec2: async () => (await import('@aws-sdk/client-ec2')).EC2Client,
  rds: async () => (await import('@aws-sdk/client-rds')).RDSClient,
  ecr: async () => (await import('@aws-sdk/client-ecr')).ECRClient,
  ecs: async () => (await import('@aws-sdk/client-ecs')).ECSClient,
  elbv2: async () => (await import('@aws-sdk/client-elastic-load-balancing-v2')).ElasticLoadBalancingV2Client,
  scaling: async () => (await import('@aws-sdk/client-application-auto-scaling')).ApplicationAutoScalingClient,
  iam: async () => (await import('@aws-sdk/client-iam')).IAMClient,
  logs: async () => (await import('@aws-sdk/client-cloudwatch-logs')).CloudWatchLogsClient,
  cloudwatch: async () => (await import('@aws-sdk/client-cloudwatch')).CloudWatchClient,
  ssm: async () => (await import('@aws-sdk/client-ssm')).SSMClient,
  sts: async () => (await import('@aws-sdk/client-sts')).STSClient,
  quotas: async () => (await import('@aws-sdk/client-service-quotas')).ServiceQuotasClient,
  pricing: async () => (await import('@aws-sdk/client-pricing')).PricingClient,
};

/** Services that answer for every region from a few only (the Price List API: also eu-central-1 and ap-south-1). */
const homes: Partial<Readonly<Record<ServiceName, string>>> = { pricing: 'us-east-1' };

interface Sender {
  send(command: { readonly constructor: { readonly name: string } }, options?: object): Promise<unknown>;
}

/**
 * The clients, each loaded and made when it is first used. A service has two: reads are retried by the SDK on every passing fault;
 * changes only when AWS certainly did nothing (throttling), because a retried CreateVpc whose first answer got lost makes two.
 */
export function connect({ onCall, onClient, pause, ...options }: AwsOptions): Aws {
  // Node 20 is supported by the pinned SDK version; its notice of later versions would only frighten.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  // Credentials are looked up once, whatever the number of clients: a login or a role may stand behind them.
  let credentials: unknown;
  const make = async (name: ServiceName, kind: 'read' | 'change'): Promise<Sender> => {
    const [Client, retryStrategy] = await Promise.all([load[name](), retriesFor(kind, pause)]);
    const home = homes[name] && { region: homes[name] };
    const common = { requestHandler: { ...limits }, ...(credentials ? { credentials } : {}) };
    const client = new Client({ ...common, ...given, ...home, retryStrategy });
    credentials ??= client.config.credentials;
    onClient?.(client);
    return client as unknown as Sender;
  };
  const service = (name: ServiceName): Sender => {
    const made: { read?: Promise<Sender>; change?: Promise<Sender> } = {};
    return {
      async send(command, options) {
        const { name: type } = command.constructor;
        const kind = isRead(type) ? 'read' : 'change';
        made[kind] ??= make(name, kind);
        onCall?.(name, type.replace(/Command$/, ''));
        try {
          return await (await made[kind]).send(command, options);
        } catch (error) {
          throw rememberCall(error, name, type.replace(/Command$/, ''));
        }
      },
    };
  };
  const names = Object.keys(load) as ServiceName[];
  return Object.fromEntries(names.map((it) => [it, service(it)])) as unknown as Aws;
}
