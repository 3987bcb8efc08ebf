import { describe, expect, it } from 'vitest';
import { classify, partsOf, rememberCall, unlessMissing } from '../../src/aws/errors.js';
import { problemOf } from '../../src/aws/refusals.js';

const aws = (name: string, message = '', more: object = {}) => Object.assign(new Error(message), { name, ...more });

describe('classify', () => {
  const rows: [string, Error][] = [
    ['missing', aws('InvalidVpcID.NotFound')],
    ['missing', aws('InvalidSubnetId.NotFound')],
    ['missing', aws('NatGatewayNotFound')],
    ['missing', aws('DBInstanceNotFoundFault', '', { Code: 'DBInstanceNotFound' })],
    ['missing', aws('NoSuchEntityException', '', { Code: 'NoSuchEntity' })],
    [
      'missing',
      aws('NoSuchEntityException', 'The role with name demo-role cannot be found.', { Code: 'NoSuchEntity' }),
    ],
    [
      'other',
      aws('NoSuchEntityException', 'Policy arn:aws:iam::aws:policy/x does not exist or is not attachable.', {
        Code: 'NoSuchEntity',
      }),
    ],
    ['missing', aws('ObjectNotFoundException')],
    ['missing', aws('SubnetNotFoundException', '', { Code: 'SubnetNotFound' })],
    [
      'missing',
      aws('InvalidSecurityGroupException', "The security group 'sg-1' does not exist", {
        Code: 'InvalidSecurityGroup',
      }),
    ],
    ['missing', aws('InvalidParameterValue', 'Some input subnets in :[subnet-1, subnet-2] are invalid.')],
    ['missing', aws('InvalidParameterValue', 'Invalid security group , groupId= sg-1, groupName=.')],
    [
      'missing',
      aws(
        'InvalidParameterException',
        "Error retrieving security group information for [sg-1]: The security group 'sg-1' does not exist (ErrorCode: InvalidGroup.NotFound)",
      ),
    ],
    ['missing', aws('ParameterNotFound', 'UnknownError')],
    ['missing', aws('ServiceNotActiveException')],
    ['busy', aws('DependencyViolation')],
    ['busy', aws('ResourceInUseException', '', { Code: 'ResourceInUse' })],
    ['busy', aws('InvalidIPAddress.InUse')],
    ['busy', aws('InvalidDBInstanceStateFault', '', { Code: 'InvalidDBInstanceState' })],
    ['busy', aws('ClusterContainsTasksException')],
    ['busy', aws('ClientException', 'Role is not valid')],
    [
      'busy',
      aws(
        'InvalidParameterException',
        'Unable to assume the service linked role. Please verify that the ECS service linked role exists.',
      ),
    ],
    [
      'busy',
      aws(
        'InvalidParameterException',
        'The target group with targetGroupArn x does not have an associated load balancer.',
      ),
    ],
    ['busy', aws('InvalidParameterException', 'Unable to Start a service that is still Draining.')],
    ['busy', aws('ValidationException', "ECS service doesn't exist: service/a/b")],
    ['busy', aws('InvalidParameterException', 'Error retrieving security group information: RequestLimitExceeded')],
    ['throttled', aws('RequestLimitExceeded')],
    ['throttled', aws('ThrottlingException', 'Slow')],
    ['quota', aws('VpcLimitExceeded')],
    ['quota', aws('AddressLimitExceeded')],
    ['quota', aws('InstanceQuotaExceededFault', '', { Code: 'InstanceQuotaExceeded' })],
    ['taken', aws('InvalidGroup.Duplicate')],
    [
      'taken',
      aws('InvalidInputException', 'Service role name AWSServiceRoleForECS has been taken in this account', {
        Code: 'InvalidInput',
      }),
    ],
    ['taken', aws('DuplicateLoadBalancerNameException', '', { Code: 'DuplicateLoadBalancerName' })],
    ['denied', aws('UnauthorizedOperation')],
    ['denied', aws('AccessDeniedException')],
    ['credentials', aws('ExpiredToken')],
    ['lost', aws('TimeoutError')],
    ['lost', aws('Error', 'socket', { code: 'ECONNRESET' })],
    ['lost', aws('Odd', '', { $metadata: { httpStatusCode: 503 } })],
    ['other', aws('InvalidParameterValue', 'no such thing')],
    ['other', aws('TypeError', 'x is not a function')],
  ];
  it.each(rows)('%s: %s', (fault, error) => {
    expect(classify(error)).toBe(fault);
  });

  it('takes the wire code beside the shape name', () => {
    expect(
      partsOf(aws('LoadBalancerNotFoundException', 'gone', { Error: { Code: 'LoadBalancerNotFound' } })),
    ).toMatchObject({
      name: 'LoadBalancerNotFoundException',
      code: 'LoadBalancerNotFound',
    });
  });

  it('is quiet only about what is missing', async () => {
    expect(await unlessMissing(Promise.reject(aws('InvalidVpcID.NotFound')))).toBeUndefined();
    await expect(unlessMissing(Promise.reject(aws('UnauthorizedOperation')))).rejects.toThrow();
  });
});

describe('problemOf', () => {
  const at = { region: 'ap-northeast-1' };
  const called = (error: Error, service = 'ec2', operation = 'CreateVpc') => rememberCall(error, service, operation);

  it('leaves defects of ours alone', () => {
    expect(problemOf(new TypeError('x'), at)).toBeUndefined();
  });

  it('names the action that is missing', () => {
    const message = 'User: arn:aws:iam::1:user/x is not authorized to perform: iam:PassRole on resource: role/y';
    expect(problemOf(called(aws('AccessDeniedException', message)), at)).toMatchObject({
      code: 'access-denied',
      facts: { action: 'iam:PassRole' },
    });
    expect(problemOf(called(aws('UnauthorizedOperation', 'no')), at)).toMatchObject({
      code: 'access-denied',
      facts: { action: 'ec2:CreateVpc' },
    });
  });

  it.each([
    ['no-credentials', aws('CredentialsProviderError', 'Could not load credentials from any providers')],
    [
      'credentials-expired',
      aws('CredentialsProviderError', 'The SSO session associated with this profile has expired.'),
    ],
    ['credentials-expired', called(aws('ExpiredTokenException', 'expired'))],
    ['no-credentials', called(aws('InvalidClientTokenId', 'The security token included in the request is invalid.'))],
    ['quota-reached', called(aws('VpcLimitExceeded', 'max'))],
    ['free-plan-refused', called(aws('FreeTierRestrictionError', 'The specified backup retention period exceeds …'))],
    [
      'load-balancers-not-allowed',
      called(
        aws('OperationNotPermittedException', 'This AWS account currently does not support creating load balancers.'),
      ),
    ],
    ['endpoint-unreachable', called(aws('Error', 'connect ECONNREFUSED 127.0.0.1:1', { code: 'ECONNREFUSED' }))],
    ['aws-refused', called(aws('InvalidParameterValue', 'odd'))],
  ])('%s', (code, error) => {
    expect(problemOf(error, at)?.code).toBe(code);
  });

  it('tells a region that is not enabled from a wrong key', () => {
    const error = called(aws('InvalidClientTokenId', 'invalid'), 'sts', 'GetCallerIdentity');
    expect(problemOf(error, { region: 'ap-east-1' })?.code).toBe('region-not-enabled');
  });
});
