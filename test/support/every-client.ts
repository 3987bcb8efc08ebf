import * as scaling from '@aws-sdk/client-application-auto-scaling';
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecr from '@aws-sdk/client-ecr';
import * as ecs from '@aws-sdk/client-ecs';
import * as elbv2 from '@aws-sdk/client-elastic-load-balancing-v2';
import * as iam from '@aws-sdk/client-iam';
import * as pricing from '@aws-sdk/client-pricing';
import * as rds from '@aws-sdk/client-rds';
import * as quotas from '@aws-sdk/client-service-quotas';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import type { RequestHandler } from '../../src/local-cloud/cloud.js';
import type { ServiceName } from '../../src/local-cloud/service.js';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** The SDK module of every service. */
export const sdks: Readonly<Record<ServiceName, object>> = {
  ec2,
  rds,
  ecr,
  ecs,
  elbv2,
  'application-autoscaling': scaling,
  iam,
  logs,
  cloudwatch,
  ssm,
  sts,
  pricing,
  'service-quotas': quotas,
};

/** What all clients have in common. */
export type AnyClient = {
  send(command: object): Promise<Record<string, unknown>>;
  config: { protocolSettings: Record<string, unknown> };
};
/** A constructor. */
export type Make<T> = new (input: object) => T;

/** An unsigned client of a service, which tries once. */
export function clientOf(name: ServiceName, requestHandler?: RequestHandler, protocol?: object): AnyClient {
  const sdk = sdks[name] as Record<string, unknown>;
  const key = Object.keys(sdk).find((each) => /^[A-Z].*Client$/.test(each))!;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const signer = { sign: async (request: unknown) => request };
  const endpoint = 'http://127.0.0.1';
  return new (sdk[key] as Make<AnyClient>)({
    region: 'ap-northeast-1',
    endpoint,
    credentials,
    signer,
    ...(requestHandler && { requestHandler }),
    ...(protocol && { protocol }),
    maxAttempts: 1,
    disableHostPrefix: true,
  });
}
