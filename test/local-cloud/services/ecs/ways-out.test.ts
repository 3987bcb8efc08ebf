import * as ec2 from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { errorName } from '../../../support/cloud.js';
import { makeStage } from '../stage.js';

type Stage = Awaited<ReturnType<typeof makeStage>>;

const https = (to: ec2.IpPermission): ec2.IpPermission => ({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, ...to });
const anywhere = [{ CidrIp: '0.0.0.0/0' }];
const toS3 = { PrefixListIds: [{ PrefixListId: 'pl-61a54008' }] };

/** Replaces the rule that lets everything out. */
async function letOut({ ec2: send, groupId: GroupId }: Stage, ...IpPermissions: ec2.IpPermission[]) {
  const all = [{ IpProtocol: '-1', IpRanges: anywhere }];
  await send.send(new ec2.RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: all }));
  await send.send(new ec2.AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
}

/** How the first tasks of the service go: `RUNNING`, or why they stopped. */
async function outcome(stage: Stage): Promise<string> {
  await stage.start({}, { deploymentConfiguration: {} });
  await stage.pass(10);
  const [failed] = await stage.tasks('STOPPED');
  return failed?.stoppedReason ?? (await stage.tasks())[0]!.lastStatus!;
}

describe('what the security group of a task lets out', () => {
  it.each([
    ['port 443 to everywhere', https({ IpRanges: anywhere }), /^RUNNING$/],
    ['one private address', https({ IpRanges: [{ CidrIp: '10.9.9.9/32' }] }), /api\.ecr\..*203\.0\.113\.250:443: i\/o/],
    ['the VPC', https({ IpRanges: [{ CidrIp: '10.0.0.0/16' }] }), /api\.ecr\..*i\/o timeout/],
    ['S3', https(toS3), /api\.ecr\..*i\/o timeout/],
    ['UDP', { IpProtocol: 'udp', FromPort: 443, ToPort: 443, IpRanges: anywhere }, /api\.ecr\..*i\/o timeout/],
  ])('%s', async (_what, rule, says) => {
    const stage = await makeStage();
    await letOut(stage, rule);
    expect(await outcome(stage)).toMatch(says);
  });
});

const services = ['ecr.api', 'ecr.dkr', 'ssm', 'logs'];

/** Takes the NAT gateway away and puts VPC endpoints in its place, without those that are left out. */
async function makeEndpoints(stage: Stage, { without = [] as string[], groupId = stage.groupId, privateDns = true }) {
  const { ec2: send, vpcId: VpcId, privateSubnets: SubnetIds, privateTable } = stage;
  await send.send(new ec2.DeleteRouteCommand({ RouteTableId: privateTable, DestinationCidrBlock: '0.0.0.0/0' }));
  await send.send(new ec2.ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
  const ServiceName = (service: string) => `com.amazonaws.${stage.world.region}.${service}`;
  for (const service of services.filter((it) => !without.includes(it))) {
    const input = { VpcId, SubnetIds, SecurityGroupIds: [groupId], PrivateDnsEnabled: privateDns };
    const more = { VpcEndpointType: 'Interface', ServiceName: ServiceName(service) } as const;
    await send.send(new ec2.CreateVpcEndpointCommand({ ...input, ...more }));
  }
  if (without.includes('s3')) return;
  const s3 = { VpcId, ServiceName: ServiceName('s3'), RouteTableIds: [privateTable] };
  await send.send(new ec2.CreateVpcEndpointCommand(s3));
}

const stories: Record<string, [Parameters<typeof makeEndpoints>[1], RegExp]> = {
  'all are there': [{}, /^RUNNING$/],
  'that of the ECR API is missing': [
    { without: ['ecr.api'] },
    /^ResourceInitializationError: .*unable to retrieve ecr registry auth: .*https:\/\/api\.ecr\.ap-northeast-1\.amazonaws\.com\/": dial tcp .*i\/o timeout/,
  ],
  'that of the registry is missing': [
    { without: ['ecr.dkr'] },
    /^CannotPullContainerError: pull image manifest has been retried 5 time\(s\): .*Head "https:\/\/127\.0\.0\.1:5000\/v2\/api\/manifests\/v1": dial tcp .*i\/o timeout$/,
  ],
  'that of SSM is missing': [
    { without: ['ssm'] },
    /^ResourceInitializationError: .*unable to retrieve secrets from ssm: .*https:\/\/ssm\.ap-northeast-1\.amazonaws\.com\/": dial tcp/,
  ],
  'that of CloudWatch Logs is missing': [
    { without: ['logs'] },
    /^ResourceInitializationError: failed to validate logger args: .*connection issue between the task and Amazon CloudWatch.* : signal: killed$/,
  ],
  'that of S3 is missing': [
    { without: ['s3'] },
    /^CannotPullContainerError: .*Get "https:\/\/prod-ap-northeast-1-starport-layer-bucket\.s3\.ap-northeast-1\.amazonaws\.com\/.*i\/o timeout$/,
  ],
  'they have no private DNS': [
    { privateDns: false },
    /^ResourceInitializationError: .*ecr registry auth.*203\.0\.113\./,
  ],
};

describe('without a NAT gateway VPC endpoints are the way', () => {
  it.each(Object.entries(stories))('%s', async (_name, [wish, says]) => {
    const stage = await makeStage();
    await makeEndpoints(stage, wish);
    expect(await outcome(stage)).toMatch(says);
  });

  it('their group has to let the tasks in, and it is their private address that does not answer', async () => {
    const stage = await makeStage();
    const { SecurityGroups } = await stage.ec2.send(
      new ec2.DescribeSecurityGroupsCommand({
        Filters: [
          { Name: 'vpc-id', Values: [stage.vpcId] },
          { Name: 'group-name', Values: ['default'] },
        ],
      }),
    );
    const GroupId = SecurityGroups![0]!.GroupId!;
    await makeEndpoints(stage, { groupId: GroupId });
    expect(await outcome(stage)).toMatch(/ecr registry auth: .*dial tcp 10\.0\.1[01]\.\d+:443: i\/o timeout/);
    const IpPermissions = [https({ IpRanges: [{ CidrIp: '10.0.0.0/16' }] })];
    await stage.ec2.send(new ec2.AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    await stage.pass(60);
    expect(await stage.look()).toMatchObject({ runningCount: 2 });
  });

  it('what the tasks are let out to may be the VPC and S3 alone', async () => {
    const stage = await makeStage();
    await makeEndpoints(stage, {});
    await letOut(stage, https({ IpRanges: [{ CidrIp: '10.0.0.0/16' }] }), https(toS3));
    expect(await outcome(stage)).toBe('RUNNING');
  });

  it('they take what goes to their service also where there is a NAT gateway', async () => {
    const stage = await makeStage();
    const { ec2: send, vpcId: VpcId } = stage;
    const ServiceName = `com.amazonaws.${stage.world.region}.ssm`;
    const create = () =>
      send.send(
        new ec2.CreateVpcEndpointCommand({
          VpcId,
          ServiceName,
          VpcEndpointType: 'Interface',
          SubnetIds: stage.privateSubnets,
        }),
      );
    expect(await errorName(create())).toBe('InvalidParameter');
    await send.send(new ec2.ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
    const { VpcEndpointId } = (await create()).VpcEndpoint!;
    // Nobody named a group: it is the default one, which lets in only its own.
    expect(await outcome(stage)).toMatch(/unable to retrieve secrets from ssm: .*dial tcp 10\.0\./);
    await send.send(new ec2.ModifyVpcEndpointCommand({ VpcEndpointId, AddSecurityGroupIds: [stage.groupId] }));
    await stage.pass(60);
    expect(await stage.look()).toMatchObject({ runningCount: 2 });
  });
});
