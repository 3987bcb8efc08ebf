import { MissingRequiredParameterException } from '@aws-sdk/client-cloudwatch';
import { EC2ServiceException } from '@aws-sdk/client-ec2';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { describe, expect, it } from 'vitest';
import { createCloud } from '../../../src/local-cloud/cloud.js';
import { refuse } from '../../../src/local-cloud/refuse.js';
import type { AnyOperation, ServiceName } from '../../../src/local-cloud/service.js';
import { instant } from '../../../src/local-cloud/weather.js';
import { errorOf } from '../../../src/local-cloud/wire/shapes.js';
import { World } from '../../../src/local-cloud/world.js';
import { clientOf, type Make, sdks } from '../../support/every-client.js';
import { noPlane } from '../../support/no-plane.js';

/** One operation of each service that needs no input. */
const PLAIN: Readonly<Record<ServiceName, string>> = {
  ec2: 'DescribeVpcs',
  rds: 'DescribeDBInstances',
  ecr: 'DescribeRepositories',
  ecs: 'ListClusters',
  elbv2: 'DescribeLoadBalancers',
  'application-autoscaling': 'DescribeScalableTargets',
  iam: 'ListRoles',
  logs: 'DescribeLogGroups',
  cloudwatch: 'DescribeAlarms',
  ssm: 'DescribeParameters',
  sts: 'GetCallerIdentity',
  pricing: 'DescribeServices',
  'service-quotas': 'ListServices',
};

/** What the client gets when the handler does this. */
async function errorFrom(name: ServiceName, operation: AnyOperation, input: object = {}, protocol?: object) {
  const service = { name, sdk: sdks[name], operations: { [PLAIN[name]]: operation, GetMetricData: operation } };
  const { requestHandler } = createCloud({ world: new World(() => 0, instant, noPlane), services: [service] });
  const wanted = Object.keys(input).length > 0 ? 'GetMetricData' : PLAIN[name];
  const Command = (sdks[name] as Record<string, unknown>)[`${wanted}Command`] as Make<object>;
  return clientOf(name, requestHandler, protocol)
    .send(new Command(name === 'application-autoscaling' ? { ServiceNamespace: 'ecs' } : input))
    .then(
      () => new Error('no error came'),
      (thrown: Error & Record<string, unknown>) => thrown,
    );
}

describe('every modelled error arrives as itself', () => {
  // EC2 has none: all its errors are bare codes
  for (const name of (Object.keys(sdks) as ServiceName[]).filter((each) => each !== 'ec2')) {
    it(name, async () => {
      const sdk = sdks[name] as Record<string, unknown>;
      const errors = Object.keys(sdk)
        .filter((key) => /^[A-Z]\w*\$$/.test(key) && errorOf(sdk, key.slice(0, -1)))
        .map((key) => key.slice(0, -1))
        .filter((key) => !key.endsWith('ServiceException'));
      const wrong: string[] = [];
      for (const each of errors) {
        const ErrorClass = sdk[each] as Make<Error>;
        const got = await errorFrom(name, () => {
          throw new ErrorClass({ message: 'あ <&> b', $metadata: {} });
        });
        // some services have two shapes for one code: either is right
        const code = (errorOf(sdk, each)!.traits.awsQueryError as [string] | undefined)?.[0];
        const twin = (errorOf(sdk, got.name)?.traits.awsQueryError as [string] | undefined)?.[0];
        const known = got instanceof ErrorClass || (code !== undefined && code === twin);
        if (!known || got.message !== 'あ <&> b') wrong.push(`${each} became ${got.name}: ${got.message}`);
      }
      expect(wrong).toEqual([]);
      expect(errors.length).toBeGreaterThan(5);
    });
  }
});

describe('unmodelled errors', () => {
  it('carry AWS codes', async () => {
    const thrown = await errorFrom('ec2', () => {
      throw new EC2ServiceException({ name: 'InvalidVpcID.NotFound', message: 'm', $fault: 'client', $metadata: {} });
    });
    expect(thrown).toMatchObject({ name: 'InvalidVpcID.NotFound', message: 'm', $metadata: { httpStatusCode: 400 } });
    for (const name of Object.keys(sdks) as ServiceName[]) {
      const got = await errorFrom(name, () => refuse('Odd.Code', 'why', 403));
      expect(got).toMatchObject({ name: 'Odd.Code', message: 'why', $metadata: { httpStatusCode: 403 } });
    }
  });

  it('become modelled ones when their code is one', async () => {
    const got = await errorFrom('rds', () => refuse('DBInstanceNotFound', 'gone', 404));
    expect(got).toMatchObject({ name: 'DBInstanceNotFoundFault', Code: 'DBInstanceNotFound' });
  });
});

describe('CloudWatch', () => {
  const wish = { MetricDataQueries: [{ Id: undefined }], StartTime: new Date(0), EndTime: new Date(1) };

  it('tells a missing member with the old code of its query protocol beside the new name', async () => {
    const got = await errorFrom('cloudwatch', () => ({}), wish);
    expect(got).toBeInstanceOf(MissingRequiredParameterException);
    expect(got).toMatchObject({
      Code: 'MissingParameter',
      message: 'The parameter MetricDataQueries.1.member.Id is required.',
    });
  });

  it('does so in CBOR too', async () => {
    const got = await errorFrom('cloudwatch', () => ({}), wish, SmithyRpcV2CborProtocol);
    expect(got.name).toBe('MissingRequiredParameterException');
  });
});
